using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>An open captured file that is read over several calls. Not thread-safe.</summary>
internal sealed class CaptureCursor : IAsyncDisposable
{
    private readonly Stream _content;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<LogRecord> _records;

    private CaptureCursor(CaptureName name, Stream content)
    {
        Name = name;
        _content = content;

        // The file is read with one token for all calls; MoveNextAsync cancels it when the token of the call is cancelled.
        _records = CaptureFile.ReadAsync(content, name.Partition, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    public CaptureName Name { get; }

    public long Bytes => _content.Length;

    /// <summary>True until a message was read.</summary>
    public bool IsEmpty { get; private set; } = true;

    public LogRecord Current => _records.Current;

    public static async ValueTask<CaptureCursor> OpenAsync(ICaptureFiles files, CaptureName name, CancellationToken cancellationToken) =>
        new(name, await files.OpenAsync(name, cancellationToken));

    /// <summary>Moves to the next message. A cursor cannot be used after a cancelled move.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var stopping = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        try
        {
            var moved = await _records.MoveNextAsync();
            IsEmpty &= !moved;
            return moved;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"The archive file '{Name}' is damaged: {exception.Message} Restore it, "
                    + "or start a job whose range begins two days after it.",
                exception
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _records.DisposeAsync();
        await _content.DisposeAsync();
        _stop.Dispose();
    }
}

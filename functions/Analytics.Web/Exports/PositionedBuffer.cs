using System.Buffers;
using System.IO.Pipelines;
using Analytics.Web.Bodies;

namespace Analytics.Web.Exports;

/// <summary>
/// Buffers bytes until they are moved to an answer, and counts all bytes as its position. For writers that write synchronously and need a
/// position, which an answer does not support. Not thread-safe.
/// </summary>
/// <param name="saysSeekable">True for a writer that requires a seekable stream but only reads the position.</param>
internal sealed class PositionedBuffer(bool saysSeekable) : Stream
{
    private const int MaxPiece = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _moved;

    public override bool CanRead => false;

    public override bool CanSeek => saysSeekable;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => _moved + _buffer.WrittenCount;
        set => throw new NotSupportedException("What is sent can't be changed.");
    }

    /// <summary>Moves the buffered bytes to the output.</summary>
    public async Task MoveToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        // In pieces, so that it can be seen that the client takes them.
        var rest = _buffer.WrittenMemory;
        do
        {
            var piece = rest[..Math.Min(rest.Length, MaxPiece)];
            output.Write(piece.Span);
            await output.SendAsync(cancellationToken);
            rest = rest[piece.Length..];
        } while (!rest.IsEmpty);

        _moved += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _buffer.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) =>
        origin == SeekOrigin.Current && offset == 0 ? Position : throw new NotSupportedException("What is sent can't be changed.");

    public override void SetLength(long value) => throw new NotSupportedException();
}

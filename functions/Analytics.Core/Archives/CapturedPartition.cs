using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// One partition of the archive with the place where its last read ended. Safe for concurrent use: calls wait for each other.
/// </summary>
internal sealed class CapturedPartition(int partition, ICaptureFiles files, IEventLog hub) : IAsyncDisposable
{
    /// <summary>
    /// More than a window of Capture, which is at most 15 minutes, so that it does not matter which end of it a name tells.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _readLock = new(1, 1);
    private readonly CaptureListing _listing = new(files, partition);
    private readonly EventLogArchive _kept = new(hub);
    private (CaptureEntry Listed, LogRecord Record)? _oldest;
    private CaptureCursor? _cursor;
    private DateTimeOffset _opened;
    private long? _reached;
    private bool _isBehindFiles;

    public Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int maxBytes, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                if (_reached != after)
                {
                    await GoToAsync(after, cancellationToken);
                }

                var records = new List<LogRecord>();
                for (var bytes = 0; bytes < maxBytes || records.Count == 0; bytes += records[^1].Body.Length)
                {
                    if (_isBehindFiles || await NextCapturedAsync(cancellationToken) is not { } record)
                    {
                        break;
                    }

                    records.Add(record);
                }

                return records.Count > 0 ? records : await ReadHubAsync(maxBytes, cancellationToken);
            },
            cancellationToken
        );

    public Task<LogRecord?> OldestAsync(CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                _oldest = await _listing.OldestAsync(_oldest, cancellationToken);
                return _oldest?.Record ?? await _kept.OldestAsync(partition, cancellationToken);
            },
            cancellationToken
        );

    public Task<long> SeekAsync(DateTimeOffset enqueuedFrom, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                await ForgetAsync();
                await _listing.ExtendAsync(cancellationToken);
                var index = _listing.IndexAfter(enqueuedFrom - Margin);
                if (await _listing.FirstRecordFromAsync(index, cancellationToken) is { } first)
                {
                    return first.SequenceNumber - 1;
                }

                // All that is captured is older. If the hub has nothing of that time either, the archive's own end is before it.
                var inHub = await _kept.SeekAsync(partition, enqueuedFrom, cancellationToken);
                return inHub > 0 || await _listing.FirstRecordOfLastAsync(cancellationToken) is not { } last
                    ? inHub
                    : last.SequenceNumber - 1;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await CloseFileAsync();
        _readLock.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _readLock.WaitAsync(cancellationToken);
        try
        {
            return await call();
        }
        catch
        {
            // The cursor may have passed messages that nobody got, and a file that is gone must not be looked for again.
            await ForgetAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            _readLock.Release();
        }
    }

    private async ValueTask ForgetAsync()
    {
        await LeaveAsync();
        _listing.Clear();
    }

    private async ValueTask LeaveAsync()
    {
        await CloseFileAsync();
        (_reached, _opened, _isBehindFiles) = (null, DateTimeOffset.MinValue, false);
    }

    private async ValueTask CloseFileAsync()
    {
        if (_cursor is { } cursor)
        {
            _cursor = null;
            await cursor.DisposeAsync();
        }
    }

    private async Task GoToAsync(long after, CancellationToken cancellationToken)
    {
        await LeaveAsync();
        if (_listing.Count == 0)
        {
            await _listing.ExtendAsync(cancellationToken);
        }

        if (after > 0 && await _listing.LastBeginningAtAsync(after + 1, cancellationToken) is var index and > 0)
        {
            _opened = _listing[index - 1].Window;
        }

        _reached = after;
    }

    private async ValueTask<LogRecord?> NextCapturedAsync(CancellationToken cancellationToken)
    {
        while (_cursor is not null || await OpenNextAsync(cancellationToken))
        {
            while (await _cursor!.MoveNextAsync(cancellationToken))
            {
                // Up to where the caller is; or a repetition, which Capture may write when it goes on after a failure.
                if (_cursor.Current.SequenceNumber > _reached)
                {
                    return Follow(_cursor.Current, $"the file '{_cursor.Name}' goes on");
                }
            }

            if (_cursor.IsEmpty)
            {
                _listing.Remove(_cursor);
            }

            await CloseFileAsync();
        }

        _isBehindFiles = true;
        return null;
    }

    private async ValueTask<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        var next = _listing.IndexAfter(_opened);
        if (next == _listing.Count)
        {
            // Reading may have taken days: what was captured meanwhile may have left the hub.
            if (!await _listing.ExtendAsync(cancellationToken))
            {
                return false;
            }

            next = _listing.IndexAfter(_opened);
        }

        _opened = _listing[next].Window;
        _cursor = await CaptureCursor.OpenAsync(files, _listing[next], cancellationToken);
        return true;
    }

    /// <summary>Capture lags by minutes: what it has not written yet the hub still has.</summary>
    private async Task<IReadOnlyList<LogRecord>> ReadHubAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var after = _reached!.Value;
        var records = await hub.ReadAsync(partition, after, maxBytes, cancellationToken);
        if (records.Count == 0 && after > 0 && await hub.LastSequenceNumberAsync(partition, cancellationToken) is var last && last > after)
        {
            // Unless it came between the two calls, it has left the hub without having been captured.
            records = await hub.ReadAsync(partition, after, maxBytes, cancellationToken);
            if (records.Count == 0)
            {
                throw Gap(after + 1, last, "the event hub has deleted them");
            }
        }

        foreach (var record in records)
        {
            Follow(record, "the event hub goes on");
        }

        return records;
    }

    private LogRecord Follow(LogRecord record, string where)
    {
        // From the beginning means from the oldest that is kept.
        if (_reached is { } reached and > 0 && record.SequenceNumber != reached + 1)
        {
            throw Gap(reached + 1, record.SequenceNumber - 1, $"{where} with {record.SequenceNumber}");
        }

        _reached = record.SequenceNumber;
        return record;
    }

    /// <summary>
    /// An error: a rollup that claimed messages that it lacks would lose them, and nobody would know.
    /// </summary>
    private InvalidDataException Gap(long first, long last, string found) =>
        new(
            $"The archive of partition {partition} lacks the messages {first} to {last}: {found}. "
                + "Restore the files that Event Hubs Capture wrote of them, or start a job whose range begins two days after they were sent."
        );
}

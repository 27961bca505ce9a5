using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// One partition of the archive with the position where its last read ended. Safe for concurrent use: calls wait for each other.
/// </summary>
/// <remarks>
/// Example: files 10:00 (messages 1 to 4) and 10:05 (5 to 9), and a hub with 7 to 12. Reading after 4 finds by bisection that 10:05 is
/// the first file with a later message, opens it, and returns 5 to 9; the next read, after 9, finds no further file and returns 10 to 12
/// from the hub. If the hub had deleted 10, the read would fail and name it.
/// </remarks>
internal sealed class CapturedPartition(int partition, ICaptureFiles files, IEventLog hub) : IAsyncDisposable
{
    /// <summary>
    /// More than a window of Capture (at most 15 minutes), so that it does not matter whether a name has the start or the end of the
    /// window.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _readLock = new(1, 1);
    private readonly CaptureListing _listing = new(files, partition);
    private readonly EventLogArchive _hubArchive = new(hub);
    private (CaptureEntry Listed, LogRecord Record)? _oldest;
    private CaptureCursor? _cursor;
    private DateTimeOffset _openedWindow;
    private long? _lastRead;
    private bool _hasReadAllFiles;

    public Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int maxBytes, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                if (_lastRead != after)
                {
                    await GoToAsync(after, cancellationToken);
                }

                var records = new List<LogRecord>();
                for (var bytes = 0; bytes < maxBytes || records.Count == 0; bytes += records[^1].Body.Length)
                {
                    if (_hasReadAllFiles || await NextCapturedAsync(cancellationToken) is not { } record)
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
                return _oldest?.Record ?? await _hubArchive.OldestAsync(partition, cancellationToken);
            },
            cancellationToken
        );

    public Task<long> SeekAsync(DateTimeOffset enqueuedFrom, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                await ResetAsync();
                await _listing.ExtendAsync(cancellationToken);
                var index = _listing.IndexAfter(enqueuedFrom - Margin);
                if (await _listing.FirstRecordFromAsync(index, cancellationToken) is { } first)
                {
                    return first.SequenceNumber - 1;
                }

                // All captured messages are older. If the hub has none of that time either, the position is the last captured file.
                var inHub = await _hubArchive.SeekAsync(partition, enqueuedFrom, cancellationToken);
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
            // The cursor may have passed messages that were not returned, and a deleted file must not be opened again.
            await ResetAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            _readLock.Release();
        }
    }

    private async ValueTask ResetAsync()
    {
        await ClosePositionAsync();
        _listing.Clear();
    }

    private async ValueTask ClosePositionAsync()
    {
        await CloseFileAsync();
        (_lastRead, _openedWindow, _hasReadAllFiles) = (null, DateTimeOffset.MinValue, false);
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
        await ClosePositionAsync();
        if (_listing.Count == 0)
        {
            await _listing.ExtendAsync(cancellationToken);
        }

        if (after > 0 && await _listing.LastBeginningAtAsync(after + 1, cancellationToken) is var index and > 0)
        {
            _openedWindow = _listing[index - 1].Window;
        }

        _lastRead = after;
    }

    private async ValueTask<LogRecord?> NextCapturedAsync(CancellationToken cancellationToken)
    {
        while (_cursor is not null || await OpenNextAsync(cancellationToken))
        {
            while (await _cursor!.MoveNextAsync(cancellationToken))
            {
                // Skips messages that were read already, and repetitions that Capture may write after a failure.
                if (_cursor.Current.SequenceNumber > _lastRead)
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

        _hasReadAllFiles = true;
        return null;
    }

    private async ValueTask<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        var next = _listing.IndexAfter(_openedWindow);
        if (next == _listing.Count)
        {
            // Reading may have taken days: messages captured in the meantime may have left the hub.
            if (!await _listing.ExtendAsync(cancellationToken))
            {
                return false;
            }

            next = _listing.IndexAfter(_openedWindow);
        }

        _openedWindow = _listing[next].Window;
        _cursor = await CaptureCursor.OpenAsync(files, _listing[next], cancellationToken);
        return true;
    }

    /// <summary>Reads from the hub the messages that Capture, which lags by minutes, has not written yet.</summary>
    private async Task<IReadOnlyList<LogRecord>> ReadHubAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var after = _lastRead!.Value;
        var records = await hub.ReadAsync(partition, after, maxBytes, cancellationToken);
        if (records.Count == 0 && after > 0 && await hub.LastSequenceNumberAsync(partition, cancellationToken) is var last && last > after)
        {
            // Unless it arrived between the two calls, it has left the hub without being captured.
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
        // A read from the beginning starts with the oldest available message.
        if (_lastRead is { } lastRead and > 0 && record.SequenceNumber != lastRead + 1)
        {
            throw Gap(lastRead + 1, record.SequenceNumber - 1, $"{where} with {record.SequenceNumber}");
        }

        _lastRead = record.SequenceNumber;
        return record;
    }

    /// <summary>Creates the error for missing messages: a rollup that claimed to include them would silently lose their events.</summary>
    private InvalidDataException Gap(long first, long last, string found) =>
        new(
            $"The archive of partition {partition} lacks the messages {first} to {last}: {found}. "
                + "Restore the files that Event Hubs Capture wrote of them, or start a job "
                + "whose range begins two days after they were sent."
        );
}

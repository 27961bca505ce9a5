using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// The files of a partition that may hold messages: 8 bytes each, as there may be hundreds of thousands. Once an empty file was seen, all
/// of its length are left out. Should that ever leave out a file with messages, their numbers are missing, which is noticed. Not
/// thread-safe.
/// </summary>
internal sealed class CaptureListing(ICaptureFiles files, int partition)
{
    private readonly List<(uint Second, uint Bytes)> _files = [];
    private readonly HashSet<long> _emptyBytes = [];
    private uint _listedTo;

    public int Count => _files.Count;

    public CaptureName this[int index] => new(partition, DateTimeOffset.FromUnixTimeSeconds(_files[index].Second));

    /// <summary>Forgets the files, not what empty ones look like.</summary>
    public void Clear()
    {
        _files.Clear();
        _listedTo = 0;
    }

    /// <summary>Adds the files that have come since the last listing, or all.</summary>
    /// <returns>True if any came that may hold messages.</returns>
    public async Task<bool> ExtendAsync(CancellationToken cancellationToken)
    {
        var before = _files.Count;
        await foreach (var (name, bytes) in files.ListAsync(partition, cancellationToken))
        {
            var second = (uint)name.Window.ToUnixTimeSeconds();
            if (second > _listedTo)
            {
                _listedTo = second;
                if (!_emptyBytes.Contains(bytes))
                {
                    _files.Add((second, (uint)Math.Min(bytes, uint.MaxValue)));
                }
            }
        }

        return _files.Count > before;
    }

    /// <summary>The first file with messages in the archive; lists no further than to it.</summary>
    public async Task<(CaptureEntry Listed, LogRecord Record)?> OldestAsync(
        (CaptureEntry Listed, LogRecord Record)? known,
        CancellationToken cancellationToken
    )
    {
        await foreach (var entry in files.ListAsync(partition, cancellationToken))
        {
            if (_emptyBytes.Contains(entry.Bytes))
            {
                continue;
            }

            if (known is { } oldest && oldest.Listed == entry)
            {
                return oldest;
            }

            if (await FirstRecordAsync(entry.Name, cancellationToken) is { } record)
            {
                // A copy: the record's own bytes are a part of a whole block.
                return (entry, record with { Body = record.Body.ToArray() });
            }
        }

        return null;
    }

    /// <summary>The index of the first file after a time; the count if there is none.</summary>
    public int IndexAfter(DateTimeOffset time)
    {
        var second = time.ToUnixTimeSeconds();
        var (low, high) = (0, _files.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = _files[middle].Second > second ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>
    /// The index of the last file that begins with a message or an earlier one; -1 if there is none. Opens O(log files), and one empty
    /// one.
    /// </summary>
    public async Task<int> LastBeginningAtAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        var (low, high) = (0, _files.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await FirstRecordAsync(this[middle], cancellationToken) is not { } first)
            {
                // It and others are not listed any more.
                (low, high) = (0, _files.Count);
            }
            else
            {
                (low, high) = first.SequenceNumber > sequenceNumber ? (low, middle) : (middle + 1, high);
            }
        }

        return low - 1;
    }

    /// <summary>The first message at or behind a file; null if there is none.</summary>
    public async Task<LogRecord?> FirstRecordFromAsync(int index, CancellationToken cancellationToken)
    {
        for (var from = index == 0 ? DateTimeOffset.MinValue : this[index - 1].Window; IndexAfter(from) is var next && next < Count; )
        {
            if (await FirstRecordAsync(this[next], cancellationToken) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    /// <summary>The first message of the last file that has any; null if none has.</summary>
    public async Task<LogRecord?> FirstRecordOfLastAsync(CancellationToken cancellationToken)
    {
        while (Count > 0)
        {
            if (await FirstRecordAsync(this[Count - 1], cancellationToken) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    /// <summary>Leaves out a file that turned out empty, and all that look like it.</summary>
    public void Remove(CaptureCursor empty)
    {
        _emptyBytes.Add(empty.Bytes);
        var second = empty.Name.Window.ToUnixTimeSeconds();
        _files.RemoveAll(file => file.Second == second || file.Bytes == empty.Bytes);
    }

    private async Task<LogRecord?> FirstRecordAsync(CaptureName name, CancellationToken cancellationToken)
    {
        var cursor = await CaptureCursor.OpenAsync(files, name, cancellationToken);
        await using (cursor)
        {
            if (await cursor.MoveNextAsync(cancellationToken))
            {
                return cursor.Current;
            }

            Remove(cursor);
            return null;
        }
    }
}

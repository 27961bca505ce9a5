using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// The files of a partition that may contain messages, 8 bytes each because there may be hundreds of thousands. Once an empty file was
/// found, all files of its length are left out. If that ever skipped a file with messages, the gap in their sequence numbers would be
/// detected. Not thread-safe.
/// </summary>
internal sealed class CaptureListing(ICaptureFiles files, int partition)
{
    private readonly List<(uint Second, uint Bytes)> _files = [];
    private readonly HashSet<long> _emptyBytes = [];
    private uint _listedTo;

    public int Count => _files.Count;

    public CaptureName this[int index] => new(partition, DateTimeOffset.FromUnixTimeSeconds(_files[index].Second));

    /// <summary>Removes the files but keeps the lengths of empty ones.</summary>
    public void Clear()
    {
        _files.Clear();
        _listedTo = 0;
    }

    /// <summary>Adds the files written since the last listing.</summary>
    /// <returns>True if any new file may contain messages.</returns>
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

    /// <summary>Returns the first file with messages in the archive. Lists no further than that file.</summary>
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
                // Copied, because the record's bytes would keep the whole block in memory.
                return (entry, record with { Body = record.Body.ToArray() });
            }
        }

        return null;
    }

    /// <summary>Returns the index of the first file after a time; the count if there is none.</summary>
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
    /// Returns the index of the last file whose first message is the given one or an earlier one; -1 if there is none. Opens O(log files)
    /// files, and one empty file.
    /// </summary>
    public async Task<int> LastBeginningAtAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        var (low, high) = (0, _files.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await FirstRecordAsync(this[middle], cancellationToken) is not { } first)
            {
                // The file was empty, and all files of its length were removed from the list: start again.
                (low, high) = (0, _files.Count);
            }
            else
            {
                (low, high) = first.SequenceNumber > sequenceNumber ? (low, middle) : (middle + 1, high);
            }
        }

        return low - 1;
    }

    /// <summary>Returns the first message in or after a file; null if there is none.</summary>
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

    /// <summary>Returns the first message of the last file with messages; null if there is none.</summary>
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

    /// <summary>Removes a file that turned out to be empty, and all files of its length.</summary>
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

namespace Analytics.Core.Queries.Scanning;

/// <summary>The groups of a scan with what is counted in each. Not thread-safe.</summary>
/// <param name="scan">What is counted.</param>
internal sealed class GroupCells(CompiledScan scan) : IDisposable
{
    private readonly ScanRequest _request = scan.Request;
    private GroupCell[] _cells = new GroupCell[64];
    private GroupMeasures?[] _measures = [];
    private int _lastMark;

    /// <summary>The numbers of the groups.</summary>
    public GroupNumbers Numbers { get; } = new(scan.Request.Dimensions.Count, scan.Request.BucketStarts.Count);

    /// <summary>The cell of a group's key. The next call may move the cells.</summary>
    public ref GroupCell this[long key]
    {
        get
        {
            var group = Numbers.Number(key);
            if (group >= _cells.Length)
            {
                Array.Resize(ref _cells, Math.Max(group + 1, _cells.Length * 2));
            }

            return ref _cells[group];
        }
    }

    /// <summary>The cells by group, with room for all groups that are there by now.</summary>
    public GroupCell[] Room()
    {
        if (Numbers.Count > _cells.Length)
        {
            Array.Resize(ref _cells, Math.Max(Numbers.Count, _cells.Length * 2));
        }

        return _cells;
    }

    /// <summary>Returns the sums of a group.</summary>
    public GroupMeasures MeasuresOf(int group)
    {
        if (group >= _measures.Length)
        {
            Array.Resize(ref _measures, Math.Max(group + 1, _measures.Length * 2));
        }

        return _measures[group] ??= new();
    }

    /// <summary>
    /// Starts a segment: its visits are other ones than those before, and its visitors get marks of their own. Before marks overflow, all
    /// cells forget whom they counted last.
    /// </summary>
    /// <returns>The mark of the segment's first visitor.</returns>
    public int StartSegment(int visitors)
    {
        var overflows = _lastMark > int.MaxValue - visitors - 1;
        var cells = Room();
        for (var group = 0; group < Numbers.Count; group++)
        {
            cells[group].LastVisit = 0;
            cells[group].LastVisitor = overflows ? 0 : cells[group].LastVisitor;
        }

        var first = overflows ? 1 : _lastMark + 1;
        _lastMark = first + visitors;
        return first;
    }

    /// <summary>Gives what was counted since the beginning, and forgets it.</summary>
    public Contribution Take(int matchingVisitors)
    {
        var width = _request.Dimensions.Count + 1;
        var codes = new int[Numbers.Count * width];
        var counts = new GroupCounts[Numbers.Count];
        var starts = new long[counts.Length];
        Room();
        for (var group = 0; group < counts.Length; group++)
        {
            Numbers.Read(group, codes.AsSpan(group * width, width));
            counts[group] = _cells[group].Counts;
            starts[group] = _request.BucketStarts[codes[((group + 1) * width) - 1]];
        }

        Array.Clear(_cells, 0, counts.Length);
        Numbers.Clear();
        _lastMark = 0;
        GroupMeasures?[]? measures = null;
        if (_measures.Length > 0)
        {
            Array.Resize(ref _measures, counts.Length);
            (measures, _measures) = (_measures, []);
        }

        return new(scan.Needs.Texts, _request.Dimensions.Count, starts, codes, counts, matchingVisitors) { Measures = measures };
    }

    public void Dispose() => Numbers.Dispose();
}

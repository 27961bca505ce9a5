namespace Analytics.Core.Queries.Scanning;

/// <summary>The groups of a scan with their counts. Not thread-safe.</summary>
/// <param name="scan">The compiled scan.</param>
internal sealed class GroupCells(CompiledScan scan) : IDisposable
{
    /// <summary>Approximate bytes of a cell and of its group's number.</summary>
    private const long CellBytes = 120;

    private readonly ScanRequest _request = scan.Request;
    private GroupCell[] _cells = new GroupCell[64];
    private GroupMeasures?[] _measures = [];
    private int _lastMark;
    private long _takenBytes;

    /// <summary>The numbers of the groups.</summary>
    public GroupNumbers Numbers { get; } = new(scan.Request.Dimensions.Count, scan.Request.BucketStarts.Count);

    /// <summary>Returns the cell of a group's key. The next access may move the cells.</summary>
    public ref GroupCell this[long key]
    {
        get
        {
            var group = Numbers.Number(key);
            if (group >= _cells.Length)
            {
                Grow(group + 1);
            }

            return ref _cells[group];
        }
    }

    /// <summary>Returns the cells by group, with room for all groups numbered so far.</summary>
    public GroupCell[] Room()
    {
        if (Numbers.Count > _cells.Length)
        {
            Grow(Numbers.Count);
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
    /// Starts a segment, whose visits and visitors are different from those before. Visitors have marks that are unique across segments;
    /// before the marks overflow, the last visitor of every cell is cleared.
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

    /// <summary>Returns the counts since the last call and clears them.</summary>
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

    public void Dispose()
    {
        Numbers.Dispose();
        _request.Memory?.GiveBack(_takenBytes);
    }

    private void Grow(int groups)
    {
        var size = Math.Max(groups, _cells.Length * 2);
        var bytes = (size - _cells.Length) * CellBytes;
        _request.Memory?.Take(bytes);
        _takenBytes += bytes;
        Array.Resize(ref _cells, size);
    }
}

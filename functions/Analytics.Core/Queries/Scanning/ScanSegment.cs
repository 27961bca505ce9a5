using Analytics.Core.Columns;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The columns of one source in the form that scans use: narrow, and derived from the stored rows when a question first needs them. The
/// only connection between scans and the format of stored rows. Thread-safe.
/// </summary>
/// <param name="load">Reads the stored rows with at least some columns: the same rows each time, or it throws.</param>
/// <param name="start">The first second of the source, Unix time.</param>
/// <param name="end">The end of the source, exclusive, Unix time.</param>
internal sealed class ScanSegment(Func<WantedColumns?, CancellationToken, ValueTask<Rollup>> load, long start, long end)
{
    private readonly Lock _gate = new();

    // Concurrent scans of a segment load it one after another, so that each column is read and decoded once.
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Dictionary<ScanDimension, SegmentColumn> _columns = [];
    private SegmentFacts? _facts;
    private CodeColumn? _seconds;
    private SegmentMeasures _measures = SegmentMeasures.None;

    /// <summary>Approximate memory of the loaded columns in bytes.</summary>
    public long Weight
    {
        get
        {
            lock (_gate)
            {
                return 500
                    + (_facts?.Weight ?? 0)
                    + (_seconds?.Weight ?? 0)
                    + _measures.Weight
                    + _columns.Values.Sum(column => column.Weight);
            }
        }
    }

    /// <summary>Creates a segment of rows in memory, of any time.</summary>
    public static ScanSegment Of(Rollup rollup) => new((_, _) => ValueTask.FromResult(rollup), long.MinValue / 2, long.MaxValue / 2);

    /// <summary>Creates a view of rows in memory.</summary>
    public static SegmentView Open(Rollup rollup, CompiledScan scan) => Of(rollup).Read(rollup, scan);

    /// <summary>Returns the columns that a scan needs.</summary>
    /// <param name="rollup">The rows, all of whose columns are in memory.</param>
    /// <param name="scan">The scan.</param>
    public SegmentView OpenLoaded(Rollup rollup, CompiledScan scan) => TryOpen(scan) ?? Read(rollup, scan);

    /// <summary>Returns the columns that a scan needs. Reads the stored rows only if one of them is missing.</summary>
    public async ValueTask<SegmentView> OpenAsync(CompiledScan scan, CancellationToken cancellationToken)
    {
        if (TryOpen(scan) is { } loaded)
        {
            return loaded;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return TryOpen(scan) ?? Read(await load(scan.WantedOf(start, end, _facts), cancellationToken), scan);
        }
        finally
        {
            _loading.Release();
        }
    }

    private SegmentView? TryOpen(CompiledScan scan)
    {
        lock (_gate)
        {
            if (
                _facts is null
                || (scan.NeedsTimes(start, end) && !_facts.HasTimes)
                || (scan.NeedsRows(_facts) && !_facts.HasRows)
                || (_seconds is null && scan.NeedsSeconds(_facts))
                || (scan.Measures & ~_measures.Known) != 0
            )
            {
                return null;
            }

            var columns = new SegmentColumn[scan.Needs.Dimensions.Count];
            for (var i = 0; i < columns.Length; i++)
            {
                if (!_columns.TryGetValue(scan.Needs.Dimensions[i], out var column) || column.Texts != scan.Needs.Numbers[i])
                {
                    return null;
                }

                columns[i] = column;
            }

            return new(_facts, _seconds, columns, _measures);
        }
    }

    private SegmentView Read(Rollup rollup, CompiledScan scan)
    {
        lock (_gate)
        {
            _facts ??= new(rollup, start, end);
            if (scan.NeedsTimes(start, end))
            {
                _facts.ReadTimes(rollup.Columns);
            }

            if (scan.NeedsRows(_facts) && !_facts.HasRows)
            {
                _facts.ReadRows(rollup.Columns.Event(EventDimension.Name));
            }

            if (scan.NeedsSeconds(_facts))
            {
                _seconds ??= rollup.Columns.NarrowSeconds(_facts.FirstRows);
            }

            _measures = _measures.With(scan.Measures, rollup.Columns);
            for (var i = 0; i < scan.Needs.Dimensions.Count; i++)
            {
                var (dimension, numbers) = (scan.Needs.Dimensions[i], scan.Needs.Numbers[i]);
                if (!_columns.TryGetValue(dimension, out var column) || column.Texts != numbers)
                {
                    _columns[dimension] = SegmentColumn.Of(dimension, rollup.Columns, _facts, numbers);
                }
            }

            return TryOpen(scan)!;
        }
    }
}

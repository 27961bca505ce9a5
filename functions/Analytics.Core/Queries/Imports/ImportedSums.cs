using Analytics.Core.Imports;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Imports;

/// <summary>Adds rows of daily aggregates to the groups of a scan. The groups of the scan stay as they are. Not thread-safe.</summary>
internal sealed class ImportedSums
{
    private readonly ScanRequest _request;
    private readonly long[] _starts;
    private readonly int _goalPosition;
    private readonly Dictionary<(long Bucket, string?[] Values), ScanGroup> _groups;
    private readonly HashSet<ScanGroup> _own = [];

    public ImportedSums(ScanRequest request, IReadOnlyList<ScanGroup> groups)
    {
        _request = request;
        _starts = [.. request.BucketStarts];
        _goalPosition = Array.FindIndex([.. request.Dimensions], dimension => dimension.Kind == ScanDimensionKind.Goal);
        _groups = groups.ToDictionary(group => ((long)group.Bucket, group.Values), GroupKeyComparer.Instance);
    }

    /// <summary>The groups of the scan, with what was added.</summary>
    public IReadOnlyList<ScanGroup> Groups => [.. _groups.Values];

    /// <summary>The numbers of a table that a scan needs.</summary>
    public static IEnumerable<ImportedMeasure> Needed(ImportSource source, ScanNeeds needs)
    {
        var counted = source.Counters.Where(counted => needs.HasFlag(NeedsOf(counted.Counter))).Select(counted => counted.Measure);
        return IsOfPages(source)
            ? counted
                .Concat(needs.HasFlag(ScanNeeds.ScrollDepths) ? [ImportedMeasure.ScrollDepths, ImportedMeasure.ScrollVisits] : [])
                .Concat(needs.HasFlag(ScanNeeds.EngagementTimes) ? [ImportedMeasure.PageSeconds, ImportedMeasure.TimedVisits] : [])
            : counted;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="source">The row's table.</param>
    /// <param name="row">The row.</param>
    /// <param name="start">The first second of its day.</param>
    /// <exception cref="ImportsRefusedException">The aggregates do not tell what the row is in the question's terms.</exception>
    public void Add(ImportSource source, ImportedRow row, long start)
    {
        if (!Known(source.Holds(_request.Filter, row)))
        {
            return;
        }

        if (_goalPosition < 0)
        {
            AddTo(source, row, start, null);
            return;
        }

        foreach (var goal in _request.Goals)
        {
            if (Known(source.Holds(goal.Filter, row)))
            {
                AddTo(source, row, start, goal.Name);
            }
        }
    }

    private static bool Known(bool? holds) =>
        holds
        ?? throw new ImportsRefusedException(
            "they do not tell the pages and properties of all events that the question is about; name the events in a filter"
        );

    private static bool IsOfPages(ImportSource source) => source.Table.IndexOf(ImportedMeasure.ScrollVisits) >= 0;

    private static ScanNeeds NeedsOf(ScanCounter counter) =>
        counter switch
        {
            ScanCounter.Visitors => ScanNeeds.Visitors,
            ScanCounter.Visits => ScanNeeds.Visits,
            ScanCounter.Pageviews or ScanCounter.Events => ScanNeeds.Events,
            _ => ScanNeeds.VisitMetrics,
        };

    private void AddTo(ImportSource source, ImportedRow row, long start, string? goal)
    {
        var values = new string?[_request.Dimensions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (i == _goalPosition)
            {
                values[i] = goal;
            }
            else if (!source.TryValue(row, _request.Dimensions[i], out values[i]))
            {
                Known(null);
            }
        }

        var group = Own(BucketOf(start), values);
        foreach (var (measure, counter) in source.Counters)
        {
            group[counter] += Number(source, row, measure);
        }

        if (IsOfPages(source) && (_request.Needs & ScanNeeds.Engagement) != 0)
        {
            (group.Measures ??= new()).AddEngagement(
                Number(source, row, ImportedMeasure.ScrollVisits),
                Number(source, row, ImportedMeasure.ScrollDepths),
                Number(source, row, ImportedMeasure.TimedVisits),
                Number(source, row, ImportedMeasure.PageSeconds) * 1_000
            );
        }
    }

    private static long Number(ImportSource source, ImportedRow row, ImportedMeasure measure) =>
        row.Numbers[source.Table.IndexOf(measure)];

    private int BucketOf(long start)
    {
        var index = Array.BinarySearch(_starts, start);
        return Math.Max(0, index >= 0 ? index : ~index - 1);
    }

    private ScanGroup Own(int bucket, string?[] values)
    {
        if (_groups.TryGetValue((bucket, values), out var group) && _own.Contains(group))
        {
            return group;
        }

        var own = ScanGroup.EmptyAt(bucket, values);
        if (group is not null)
        {
            own.Add(group);
        }

        _groups[(bucket, values)] = own;
        _own.Add(own);
        return own;
    }
}

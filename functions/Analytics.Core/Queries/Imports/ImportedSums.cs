using Analytics.Core.Imports;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Imports;

/// <summary>Adds rows of daily aggregates to copies of a scan's groups. Not thread-safe.</summary>
internal sealed class ImportedSums
{
    private readonly ScanRequest _request;
    private readonly long[] _starts;
    private readonly int _goalPosition;
    private readonly Dictionary<(long Bucket, string?[] Values), ScanGroup> _groups;
    private readonly Dictionary<ScanGroup, ScanGroup?> _originals = [];
    private readonly HashSet<string> _unknownGoals = new(StringComparer.Ordinal);

    public ImportedSums(ScanRequest request, IReadOnlyList<ScanGroup> groups)
    {
        _request = request;
        _starts = [.. request.BucketStarts];
        _goalPosition = Array.FindIndex([.. request.Dimensions], dimension => dimension.Kind == ScanDimensionKind.Goal);
        _groups = groups.ToDictionary(group => ((long)group.Bucket, group.Values), GroupKeyComparer.Instance);
    }

    /// <summary>The groups of the scan including the added rows, except where the goal is one of <see cref="UnknownGoals"/>.</summary>
    public IReadOnlyList<ScanGroup> Groups =>
        [
            .. _groups
                .Values.Select(group => IsOfUnknownGoal(group) ? _originals.GetValueOrDefault(group, group) : group)
                .OfType<ScanGroup>(),
        ];

    /// <summary>The goals of which the aggregates do not tell whether a row reaches them.</summary>
    public IReadOnlyCollection<string> UnknownGoals => _unknownGoals;

    /// <summary>Returns the measures of a table that a scan needs.</summary>
    public static IEnumerable<ImportedMeasure> Needed(ImportSource source, ScanNeeds needs)
    {
        var counted = source
            .Counters.Where(counted => needs.HasFlag(MetricDefinition.NeedsOf(counted.Counter)))
            .Select(counted => counted.Measure);
        return IsOfPages(source)
            ? counted
                .Concat(needs.HasFlag(ScanNeeds.ScrollDepths) ? [ImportedMeasure.ScrollDepths, ImportedMeasure.ScrollVisits] : [])
                .Concat(needs.HasFlag(ScanNeeds.EngagementTimes) ? [ImportedMeasure.PageSeconds, ImportedMeasure.TimedVisits] : [])
            : counted;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="source">The row's table.</param>
    /// <param name="row">The row.</param>
    /// <param name="start">The first second of its day, Unix time.</param>
    /// <exception cref="ImportsRefusedException">The aggregates lack the columns that the question needs.</exception>
    public void Add(ImportSource source, ImportedRow row, long start)
    {
        if (!RequireKnown(source.Holds(_request.Filter, row)))
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
            switch (source.Holds(goal.Filter, row))
            {
                case true:
                    AddTo(source, row, start, goal.Name);
                    break;
                case null:
                    _unknownGoals.Add(goal.Name);
                    break;
            }
        }
    }

    private bool IsOfUnknownGoal(ScanGroup group) => _unknownGoals.Count > 0 && _unknownGoals.Contains(group.Values[_goalPosition]!);

    private static bool RequireKnown(bool? holds) =>
        holds
        ?? throw new ImportsRefusedException(
            "they do not tell the pages and properties of all events that the question is about; name the events in a filter"
        );

    private static bool IsOfPages(ImportSource source) => source.Table.IndexOf(ImportedMeasure.ScrollVisits) >= 0;

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
                RequireKnown(null);
            }
        }

        var group = CopyOf(BucketOf(start), values);
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

    private ScanGroup CopyOf(int bucket, string?[] values)
    {
        if (_groups.TryGetValue((bucket, values), out var group) && _originals.ContainsKey(group))
        {
            return group;
        }

        _request.Budget?.RequireGroups(group is null ? _groups.Count + 1 : 0);
        var copy = ScanGroup.EmptyAt(bucket, values);
        _request.Memory?.Take((2 * ScanGroup.PlaceBytes) + copy.Weight + (group?.Measures?.Weight ?? 0));
        if (group is not null)
        {
            copy.Add(group);
        }

        _groups[(bucket, values)] = copy;
        _originals[copy] = group;
        return copy;
    }
}

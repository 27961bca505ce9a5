using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Execution;

/// <summary>Results of the companion scans of a query. Immutable.</summary>
internal sealed class Companions
{
    /// <summary>The results of a query without companion scans, or of an empty range.</summary>
    public static readonly Companions None = new([], -1, []);

    private readonly Dictionary<CompanionScan, Dictionary<(long Bucket, string?[] Values), ScanGroup>> _groups;
    private readonly int _goalPosition;
    private readonly IReadOnlyCollection<string> _goalsWithout;

    private Companions(
        Dictionary<CompanionScan, Dictionary<(long Bucket, string?[] Values), ScanGroup>> groups,
        int goalPosition,
        IReadOnlyCollection<string> goalsWithout
    ) => (_groups, _goalPosition, _goalsWithout) = (groups, goalPosition, goalsWithout);

    /// <summary>Runs each companion scan of the metrics once.</summary>
    /// <param name="scanner">Runs the scans.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="request">The query's own scan.</param>
    /// <param name="from">The first second of the range, Unix time.</param>
    /// <param name="goalsWithout">The goals whose groups have less in them than the companions, and so no rates.</param>
    /// <param name="cancellationToken">Cancels the scans.</param>
    public static async ValueTask<Companions> ReadAsync(
        IRollupScanner scanner,
        IEnumerable<MetricDefinition> metrics,
        ScanRequest request,
        long from,
        IReadOnlyCollection<string> goalsWithout,
        CancellationToken cancellationToken
    )
    {
        var groupsByCompanion = new Dictionary<CompanionScan, Dictionary<(long Bucket, string?[] Values), ScanGroup>>();
        foreach (var companion in metrics.Select(metric => metric.Companion).OfType<CompanionScan>().Distinct())
        {
            var result = await scanner.ScanAsync(companion.Of(request, from), cancellationToken);
            request.Budget?.Memory.Take(result.Groups.Sum(static group => ScanGroup.PlaceBytes + group.Weight));
            groupsByCompanion[companion] = result.Groups.ToDictionary(
                group => ((long)group.Bucket, group.Values),
                GroupKeyComparer.Instance
            );
        }

        return groupsByCompanion.Count == 0
            ? None
            : new(
                groupsByCompanion,
                Array.FindIndex([.. request.Dimensions], dimension => dimension.Kind == ScanDimensionKind.Goal),
                goalsWithout
            );
    }

    /// <summary>
    /// Returns the companion's group for a group of the query: the one with the same time bucket and the same values except the goal, or
    /// the only one; an empty group for goals without rates.
    /// </summary>
    public ScanGroup Of(MetricDefinition metric, ScanGroup group) =>
        metric.Companion is { } companion && _groups.TryGetValue(companion, out var groups) && !IsWithout(group)
            ? groups.GetValueOrDefault(companion.IsTotal ? (0, []) : (group.Bucket, WithoutGoal(group.Values)), ScanGroup.Empty)
            : ScanGroup.Empty;

    private bool IsWithout(ScanGroup group) => _goalsWithout.Count > 0 && _goalsWithout.Contains(group.Values[_goalPosition]);

    private string?[] WithoutGoal(string?[] values) =>
        _goalPosition < 0 ? values : [.. values[.._goalPosition], .. values[(_goalPosition + 1)..]];
}

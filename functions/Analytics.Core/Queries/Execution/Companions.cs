using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Execution;

/// <summary>What the companion scans of a query found. Immutable.</summary>
internal sealed class Companions
{
    /// <summary>Of a query without any, or of a range without a second.</summary>
    public static readonly Companions None = new([]);

    private readonly IReadOnlyDictionary<CompanionScan, IReadOnlyDictionary<string, ScanGroup>> _groups;

    private Companions(Dictionary<CompanionScan, IReadOnlyDictionary<string, ScanGroup>> groups) => _groups = groups;

    /// <summary>Runs the companion scans of some metrics, each once.</summary>
    /// <param name="scanner">Runs them.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="request">The scan that they accompany.</param>
    /// <param name="from">The first second of the range, Unix time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<Companions> ReadAsync(
        IRollupScanner scanner, IEnumerable<MetricDefinition> metrics, ScanRequest request, long from, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<CompanionScan, IReadOnlyDictionary<string, ScanGroup>>();
        foreach (var companion in metrics.Select(metric => metric.Companion).OfType<CompanionScan>().Distinct())
        {
            var result = await scanner.ScanAsync(companion.Of(request, from), cancellationToken);
            groups[companion] = result.Groups.ToDictionary(group => group.Values is [{ } value] ? value : string.Empty, StringComparer.Ordinal);
        }

        return groups.Count == 0 ? None : new(groups);
    }

    /// <summary>The companion's group that belongs to a group of the query: of the same value, or the only one.</summary>
    public ScanGroup Of(MetricDefinition metric, ScanGroup group) =>
        metric.Companion is { } companion && _groups.TryGetValue(companion, out var groups)
            ? groups.GetValueOrDefault(companion.IsTotal ? string.Empty : group.Values[0] ?? string.Empty, ScanGroup.Empty)
            : ScanGroup.Empty;
}

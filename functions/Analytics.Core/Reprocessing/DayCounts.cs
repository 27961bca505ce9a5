using System.Text.Json.Serialization;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// The metrics of a site and UTC day, computed from the events of that day alone: a visit over midnight counts in both days.
/// </summary>
/// <param name="Pageviews">Events named <c>pageview</c>.</param>
/// <param name="Events">Events of any name but <c>engagement</c>.</param>
/// <param name="Visits">Visits.</param>
/// <param name="Visitors">Distinct visitors.</param>
/// <param name="Bounces">Visits with at most one event that counts against a bounce.</param>
/// <param name="VisitSeconds">Seconds from first to last event, bounces 0.</param>
public sealed record DayCounts(long Pageviews, long Events, long Visits, long Visitors, long Bounces, long VisitSeconds)
{
    /// <summary>The metrics of a day without events.</summary>
    public static readonly DayCounts Zero = new(0, 0, 0, 0, 0, 0);

    /// <summary>The metrics by name, in the order of the report.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long Value)> Metrics =>
        [
            ("pageviews", Pageviews),
            ("events", Events),
            ("visits", Visits),
            ("visitors", Visitors),
            ("bounces", Bounces),
            ("visit_seconds", VisitSeconds),
        ];

    /// <summary>Counts a period; the numbers are estimates if it keeps a sample.</summary>
    internal static async ValueTask<DayCounts> CountAsync(IPartSource source, CancellationToken cancellationToken)
    {
        var sum = Zero;
        await foreach (var part in source.LoadAllAsync(cancellationToken))
        {
            var counts = Count((Rollup)part);
            sum = new(
                sum.Pageviews + counts.Pageviews,
                sum.Events + counts.Events,
                sum.Visits + counts.Visits,
                sum.Visitors + counts.Visitors,
                sum.Bounces + counts.Bounces,
                sum.VisitSeconds + counts.VisitSeconds
            );
        }

        return sum;
    }

    private static DayCounts Count(Rollup rollup)
    {
        var request = new ScanRequest(
            string.Empty,
            rollup.Period.Start,
            rollup.Period.End,
            [rollup.Period.Start],
            BucketsSplitVisits: false,
            [],
            Filter: null,
            ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics
        );
        var groups = new ScanGroups(request);
        groups.Add(RowScan.Count(rollup, null, request, pairs: false, CancellationToken.None));
        if (groups.ToList() is not [var all])
        {
            return Zero;
        }

        var exact = rollup.Threshold != ulong.MaxValue;
        return new(
            exact ? rollup.Totals.Sum(TotalsMetric.Pageviews) : Whole(all[ScanCounter.Pageviews]),
            exact ? rollup.Totals.Sum(TotalsMetric.Events) : Whole(all[ScanCounter.Events]),
            Whole(all[ScanCounter.Visits]),
            Whole(all[ScanCounter.Visitors]),
            Whole(all[ScanCounter.Bounces]),
            Whole(all[ScanCounter.VisitSeconds])
        );
    }

    private static long Whole(double value) => (long)Math.Round(value);
}

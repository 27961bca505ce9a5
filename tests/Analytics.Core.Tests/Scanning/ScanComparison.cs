using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Compares two scans group by group.</summary>
internal static class ScanComparison
{
    public static async Task AssertEqualAsync(IRollupScanner expected, IRollupScanner actual, ScanRequest request, string because) =>
        await AssertEqualAsync(await LinesAsync(expected, request), actual, request, because);

    /// <summary>Compares a scan with groups as texts.</summary>
    public static async Task AssertEqualAsync(List<string> want, IRollupScanner actual, ScanRequest request, string because)
    {
        var got = await LinesAsync(actual, request);
        Assert.True(
            want.SequenceEqual(got),
            $"{because}\n{request}\nexpected only:\n{string.Join('\n', want.Except(got).Take(8))}\nactual "
                + $"only:\n{string.Join('\n', got.Except(want).Take(8))}"
        );
    }

    /// <summary>The groups of a scan as texts.</summary>
    public static async Task<List<string>> LinesAsync(IRollupScanner scanner, ScanRequest request) =>
        Lines(await scanner.ScanAsync(request, TestContext.Current.CancellationToken), request);

    private static List<string> Lines(ScanResult result, ScanRequest request) =>
        [
            .. result
                .Groups.Where(g =>
                    g.Measures is { IsZero: false }
                    || g[ScanCounter.BounceVisits] > 0
                    || g[ScanCounter.Events] > 0
                    || (g[ScanCounter.Visitors] > 0 && request.Needs.HasFlag(ScanNeeds.Visitors))
                    || g[ScanCounter.Visits] > 0
                    || g[ScanCounter.Refused] > 0
                    || g[ScanCounter.Filtered] > 0
                    || g[ScanCounter.Duplicates] > 0
                )
                .Select(g =>
                    $"{g.Bucket} [{string.Join('|', g.Values.Select(v => v ?? "(none)"))}]"
                    + (request.Needs.HasFlag(ScanNeeds.Visitors) ? $" visitors {g[ScanCounter.Visitors]}" : string.Empty)
                    + (request.Needs.HasFlag(ScanNeeds.Visits) ? $" visits {g[ScanCounter.Visits]}" : string.Empty)
                    + (
                        request.Needs.HasFlag(ScanNeeds.Events)
                            ? $" pageviews {g[ScanCounter.Pageviews]} events {g[ScanCounter.Events]}"
                            : string.Empty
                    )
                    + (
                        request.Needs.HasFlag(ScanNeeds.VisitMetrics)
                            ? $" bounces {g[ScanCounter.Bounces]}/{g[ScanCounter.BounceVisits]} seconds "
                                + $"{g[ScanCounter.VisitSeconds]}/{g[ScanCounter.DurationVisits]} passing {g[ScanCounter.PassingVisits]}"
                            : string.Empty
                    )
                    + (
                        request.Needs.HasFlag(ScanNeeds.VisitPageviews)
                            ? $" views of visits {g[ScanCounter.VisitPageviews]}"
                            : string.Empty
                    )
                    + Text(g.Measures)
                    + (
                        request.Needs.HasFlag(ScanNeeds.Traffic)
                            ? $" refused {g[ScanCounter.Refused]} filtered "
                                + $"{g[ScanCounter.Filtered]} duplicates {g[ScanCounter.Duplicates]}"
                            : string.Empty
                    )
                )
                .Order(StringComparer.Ordinal),
        ];

    private static string Text(GroupMeasures? sums) =>
        sums is null or { IsZero: true }
            ? string.Empty
            : $" scroll {sums.ScrollDepths}/{sums.ScrollVisits} time {sums.EngagementMilliseconds}/{sums.TimedVisits} revenue "
                + $"{sums.RevenueMicros}/{sums.RevenueEvents}+{sums.OtherCurrencyEvents}"
                + $" values {sums.ValueSum?.Value}/{sums.ValueEvents} {sums.Values?.Percentile(0.5)} {sums.Values?.Percentile(0.9)} "
                + $"durations {sums.Durations?.Percentile(0.5)}";
}

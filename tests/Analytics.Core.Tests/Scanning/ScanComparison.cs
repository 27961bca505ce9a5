using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Compares two scans group by group.</summary>
internal static class ScanComparison
{
    public static async Task AssertEqualAsync(IRollupScanner expected, IRollupScanner actual, ScanRequest request, string because)
    {
        var want = Lines(await expected.ScanAsync(request, TestContext.Current.CancellationToken), request);
        var got = Lines(await actual.ScanAsync(request, TestContext.Current.CancellationToken), request);
        Assert.True(
            want.SequenceEqual(got),
            $"{because}\n{request}\nexpected only:\n{string.Join('\n', want.Except(got).Take(8))}\nactual only:\n{string.Join('\n', got.Except(want).Take(8))}");
    }

    /// <summary>The groups of a scan as texts.</summary>
    public static async Task<List<string>> LinesAsync(IRollupScanner scanner, ScanRequest request) =>
        Lines(await scanner.ScanAsync(request, TestContext.Current.CancellationToken), request);

    private static List<string> Lines(ScanResult result, ScanRequest request) =>
        [.. result.Groups
            .Where(g => g.Events > 0 || g.Visits > 0 || g.Refused > 0 || g.Filtered > 0 || g.Duplicates > 0)
            .Select(g => $"{g.Bucket} [{string.Join('|', g.Values.Select(v => v ?? "(none)"))}] visitors {g.Visitors} visits {g.Visits} pageviews {g.Pageviews} events {g.Events}"
                + (request.Needs.HasFlag(ScanNeeds.VisitMetrics) ? $" bounces {g.Bounces}/{g.BounceVisits} seconds {g.VisitSeconds}/{g.DurationVisits}" : string.Empty)
                + (request.Needs.HasFlag(ScanNeeds.Traffic) ? $" refused {g.Refused} filtered {g.Filtered} duplicates {g.Duplicates}" : string.Empty))
            .Order(StringComparer.Ordinal)];
}

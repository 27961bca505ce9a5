using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries;

/// <summary>Counts the current visitors of a site. Safe for concurrent use.</summary>
/// <param name="scanner">Scans the rollups.</param>
/// <param name="time">The current time.</param>
public sealed class RealtimeVisitors(IRollupScanner scanner, TimeProvider time)
{
    private const long Seconds = 5 * 60;

    /// <summary>Returns the number of distinct visitors with an event in the last 5 minutes.</summary>
    public async ValueTask<long> CountAsync(Site site, CancellationToken cancellationToken)
    {
        // The current second is included so that an event counts as soon as it was acknowledged.
        var to = time.GetUtcNow().ToUnixTimeSeconds() + 1;
        var from = to - Seconds;
        var result = await scanner.ScanAsync(
            new ScanRequest(site.Id, from, to, [from], false, [], null, ScanNeeds.Visitors),
            cancellationToken
        );
        return (long)Math.Round(result.Groups.Sum(group => group[ScanCounter.Visitors]), MidpointRounding.AwayFromZero);
    }
}

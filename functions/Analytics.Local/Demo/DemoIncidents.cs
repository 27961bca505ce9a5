using System.Globalization;
using System.Text;
using Analytics.Local.Clients;
using Analytics.Web.Jobs;

namespace Analytics.Local.Demo;

/// <summary>Sends the demo's incidents: crawlers, a day that is sent twice, events that are rejected or arrive late, and jobs.</summary>
/// <param name="client">The server.</param>
/// <param name="traffic">The demo's visits.</param>
/// <param name="now">Start of the demo.</param>
internal sealed class DemoIncidents(ApiClient client, DemoTraffic traffic, DateTimeOffset now)
{
    /// <summary>The days since the crawler's last day.</summary>
    public const int RaidEndedDaysAgo = 9;

    /// <summary>The number of days on which the crawler came.</summary>
    public const int RaidDays = 3;

    /// <summary>The days since the day that an app sent twice.</summary>
    public const int DoubledDaysAgo = 7;

    /// <summary>The days since the last day whose visits in an app came late.</summary>
    public const int LateDaysAgo = 20;

    /// <summary>The number of days whose visits in an app came late.</summary>
    public const int LateDays = 3;

    /// <summary>The days since the end of the range whose preview was cancelled.</summary>
    public const int CancelledTo = 60;

    private const int LatePart = 6;
    private const string Path = "/api/events?import=true";
    private const string Crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const int Days = 60;
    private const int CrawlsADay = 24;
    private const int RaidFactor = 5;
    private const int Refused = 18;
    private const int MadeAgainDays = 7;
    private const int CancelledFrom = 90;

    private DateOnly Today => DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>Sends all incidents. A second call would count them twice.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await SendLinesAsync(
            Enumerable.Range(0, Days).Where(static back => !DemoEarlierRelease.Counted(back)).SelectMany(Crawls),
            cancellationToken
        );
        await SendLinesAsync(Broken(), cancellationToken);
        await SendDoubledAsync(cancellationToken);
        await SendLateAsync(cancellationToken);
        await StartJobsAsync(cancellationToken);
    }

    /// <summary>Sends the crawls of the days that the earlier release counted, so that this release need not recount these days.</summary>
    public Task SendEarlierAsync(CancellationToken cancellationToken) =>
        SendLinesAsync(Enumerable.Range(0, Days).Where(DemoEarlierRelease.Counted).SelectMany(Crawls), cancellationToken);

    private IEnumerable<string> Crawls(int back)
    {
        var count = back is >= RaidEndedDaysAgo and < RaidEndedDaysAgo + RaidDays ? CrawlsADay * RaidFactor : CrawlsADay + (back % 7);
        for (var number = 0; number < count; number++)
        {
            yield return Line("/", now.AddDays(-back).AddMinutes(-number * 11), Crawler);
        }
    }

    // Events of a faulty release of the shop, which sent no valid address of the page; the receipts name the field.
    private IEnumerable<string> Broken()
    {
        for (var number = 0; number < Refused; number++)
        {
            yield return Line(null, now.AddSeconds(-number), DemoTexts.Agents[0].Agent);
        }
    }

    private static string Line(string? path, DateTimeOffset time, string agent) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"domain":"{{DemoTraffic.Shop}}","name":"pageview","url":"{{(path is null ? "undefined" : $"https://{DemoTraffic.Shop}{path}")}}","timestamp":{{time.ToUnixTimeMilliseconds()}},"user_agent":"{{agent}}"}"""
        );

    private async Task SendLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        foreach (var batch in lines.Chunk(DemoEventJson.FullAt))
        {
            await PostAsync(Encoding.UTF8.GetBytes(string.Join('\n', batch)), cancellationToken);
        }
    }

    // An app was offline. Its visits are a sixth of the others, by other visitors.
    private async Task SendLateAsync(CancellationToken cancellationToken)
    {
        for (var back = LateDaysAgo; back < LateDaysAgo + LateDays; back++)
        {
            await SendVisitsAsync(
                VisitsOf(back)
                    .Where(static (_, number) => number % LatePart == 0)
                    .Select(static visit => visit with { Id = $"{visit.Id}-lateVisit", Visitor = $"{visit.Visitor}-lateVisit" }),
                cancellationToken
            );
        }
    }

    private Task SendDoubledAsync(CancellationToken cancellationToken) => SendVisitsAsync(VisitsOf(DoubledDaysAgo), cancellationToken);

    private IEnumerable<DemoVisit> VisitsOf(int daysAgo) =>
        traffic.VisitsOf(Today.AddDays(-daysAgo)).Where(static visit => visit.Site == DemoTraffic.Shop);

    private async Task SendVisitsAsync(IEnumerable<DemoVisit> visits, CancellationToken cancellationToken)
    {
        using var lines = new DemoEventJson();
        foreach (var visit in visits)
        {
            lines.WriteAll(visit);
            if (lines.IsFull)
            {
                await PostAsync(lines.Bytes, cancellationToken);
                lines.Clear();
            }
        }

        await PostAsync(lines.Bytes, cancellationToken);
    }

    private Task PostAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        client.PostAsync(Path, lines, "application/x-ndjson", null, ClientJson.Default.BatchReceipt, cancellationToken);

    private async Task StartJobsAsync(CancellationToken cancellationToken)
    {
        static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Job(int from, int to, bool isDry) =>
            $$"""{ "kind": "reprocess", "from": "{{Day(now.AddDays(-from))}}", "to": "{{Day(now.AddDays(-to))}}", "dryRun": {{(isDry ? "true" : "false")}}, "sites": ["{{DemoTraffic.Shop}}"] }""";

        // Reprocessing the days with late visits changes nothing. Of the weeks that the earlier release counted, the first is reprocessed
        // and the rest previewed. Only one job at a time may cover the same days.
        const int counted = DemoEarlierRelease.BeganDaysAgo;
        await StartAsync(Job(LateDaysAgo + LateDays - 1, LateDaysAgo - 1, isDry: false), cancellationToken);
        await StartAsync(Job(counted, counted - MadeAgainDays, isDry: false), cancellationToken);
        await StartAsync(Job(counted - MadeAgainDays, counted - DemoEarlierRelease.Days, isDry: true), cancellationToken);
        var cancelled = await StartAsync(Job(CancelledFrom, CancelledTo, isDry: true), cancellationToken);
        await client.DeleteAsync($"/api/v1/jobs/{cancelled.Id}", ClientJson.Default.JobAnswer, cancellationToken);
    }

    private Task<JobAnswer> StartAsync(string json, CancellationToken cancellationToken) =>
        client.PostAsync("/api/v1/jobs", json, ClientJson.Default.JobAnswer, cancellationToken);
}

using System.Globalization;
using System.Text;
using Analytics.Local.Clients;

namespace Analytics.Local.Demo;

/// <summary>
/// Sends what goes wrong in the life of a shop: crawlers, a day that is sent twice, events that are refused or come late, and jobs.
/// </summary>
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

    private const int LatePart = 6;
    private const string Path = "/api/events?import=true";
    private const string Crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const int Days = 60;
    private const int CrawlsADay = 24;
    private const int RaidFactor = 5;
    private const int Refused = 18;
    private const int PreviewedDays = LateDaysAgo - 1;
    private const int CancelledFrom = 60;
    private const int CancelledTo = 30;

    private DateOnly Today => DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>Sends all incidents. Sent again they would count again.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await SendLinesAsync(Crawls(), cancellationToken);
        await SendLinesAsync(Broken(), cancellationToken);
        await SendDoubledAsync(cancellationToken);
        await SendLateAsync(cancellationToken);
        await StartJobsAsync(cancellationToken);
    }

    private IEnumerable<string> Crawls()
    {
        for (var back = 0; back < Days; back++)
        {
            var count = back is >= RaidEndedDaysAgo and < RaidEndedDaysAgo + RaidDays ? CrawlsADay * RaidFactor : CrawlsADay + (back % 7);
            for (var number = 0; number < count; number++)
            {
                yield return Line("/", now.AddDays(-back).AddMinutes(-number * 11), Crawler);
            }
        }
    }

    // A release of the shop that forgot its own address: the receipts named the field.
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

    private Task SendLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken) =>
        PostAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), cancellationToken);

    // An app was offline: its visits are those of a sixth of the others, by other people.
    private async Task SendLateAsync(CancellationToken cancellationToken)
    {
        using var lines = new DemoEventJson();
        for (var back = LateDaysAgo; back < LateDaysAgo + LateDays; back++)
        {
            var visits = traffic.VisitsOf(Today.AddDays(-back)).Where(static visit => visit.Site == DemoTraffic.Shop);
            foreach (var visit in visits.Where(static (_, number) => number % LatePart == 0))
            {
                var lateVisit = visit with { Id = $"{visit.Id}-lateVisit", Visitor = $"{visit.Visitor}-lateVisit" };
                for (var index = 0; index < lateVisit.Events.Count; index++)
                {
                    lines.Write(lateVisit, index);
                }
            }
        }

        await PostAsync(lines.Bytes, cancellationToken);
    }

    private async Task SendDoubledAsync(CancellationToken cancellationToken)
    {
        using var lines = new DemoEventJson();
        foreach (var visit in traffic.VisitsOf(Today.AddDays(-DoubledDaysAgo)).Where(visit => visit.Site == DemoTraffic.Shop))
        {
            for (var index = 0; index < visit.Events.Count; index++)
            {
                lines.Write(visit, index);
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

        // Of jobs over the same days there is one at a time. The days whose visits came late are made again, as after a change of logic.
        await client.PostAsync(
            "/api/v1/jobs",
            Job(PreviewedDays + LateDays, PreviewedDays, isDry: false),
            ClientJson.Default.JobAnswer,
            cancellationToken
        );
        await client.PostAsync("/api/v1/jobs", Job(PreviewedDays, 0, isDry: true), ClientJson.Default.JobAnswer, cancellationToken);
        var cancelled = await client.PostAsync(
            "/api/v1/jobs",
            Job(CancelledFrom, CancelledTo, isDry: true),
            ClientJson.Default.JobAnswer,
            cancellationToken
        );
        await client.DeleteAsync($"/api/v1/jobs/{cancelled.Id}", ClientJson.Default.JobAnswer, cancellationToken);
    }
}

using System.Globalization;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Core.Periods;
using Analytics.Local.Clients;
using Analytics.Local.Demo;
using Analytics.Local.Storage;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Demo;

public sealed class DemoEarlierReleaseTests
{
    private const int MinutesNow = 30;
    private const int SecondsPerDay = 86_400;

    // The last day of the weeks, as UTC counts it, has events of the day after in the shop's zone, which this release counts.
    private const int WholeDays = DemoEarlierRelease.Days - 1;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateOnly First = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-DemoEarlierRelease.BeganDaysAgo);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_over_its_weeks_report_what_this_release_counts_otherwise()
    {
        var directory = new TemporaryDirectory();

        // The first start is broken off after these weeks, and made again.
        var key = await CountAsync(directory, string.Empty);
        key = await CountAsync(directory, key);
        await using var server = await RunningServer.StartAsync(data: directory, key: key);
        using var client = new ApiClient(new Uri(server.Url), key);
        var feed = new DemoFeed(client, new FakeTimeProvider(Now), DemoEarlierRelease.BeganDaysAgo + 2) { EarlierFrom = First };
        await feed.RegisterAsync(Cancel);
        await feed.SendPastAsync(static (_, _) => { }, Cancel);
        await feed.SendIncidentsAsync(Cancel);

        await UntilJobsEndAsync(client);
        await PreviewAsync(server, First.AddDays(WholeDays + 1));
        var again = await PreviewAsync(server, First);
        var status = await CountedStatusAsync(client);
        var (applied, previewed) = (await ReportAsync(client, 2), await ReportAsync(client, 3));

        Assert.Contains("Nothing differs.", again.Output, StringComparison.Ordinal);
        Assert.Equal(Rollup.CurrentLogicVersion - 1, status.GetProperty("rollups")[0].GetProperty("version").GetInt32());
        var (before, after) = (VisitsByDay(DemoEarlierRelease.MinutesOfSilence), VisitsByDay(MinutesNow));
        var expected = before
            .Where(day => day.Value != after[day.Key])
            .Select(day => (day.Key, day.Value, after[day.Key]))
            .Order()
            .ToList();
        Assert.Equal(expected, [.. applied, .. previewed]);
        Assert.InRange(expected.Count, WholeDays - 2, WholeDays);
        Assert.NotEmpty(applied);
        Assert.NotEmpty(previewed);
    }

    private static Task<JsonElement> UntilJobsEndAsync(ApiClient client) =>
        UntilAsync(
            client,
            "/api/v1/jobs",
            static jobs =>
                jobs.GetProperty("jobs").EnumerateArray().All(job => job.GetProperty("state").GetString() is not ("queued" or "running"))
        );

    // The first count since the start of the server goes on in the background.
    private static Task<JsonElement> CountedStatusAsync(ApiClient client) =>
        UntilAsync(client, "/api/v1/status", static status => status.GetProperty("counted_at").ValueKind != JsonValueKind.Null);

    private static async Task<JsonElement> UntilAsync(ApiClient client, string path, Predicate<JsonElement> isReached)
    {
        for (var i = 0; i < 600; i++)
        {
            var answer = await client.GetAsync(path, ClientJson.Default.JsonElement, Cancel);
            if (isReached(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }

        throw new TimeoutException($"{path} did not answer as expected within a minute.");
    }

    private static async Task<ProgramRun> PreviewAsync(RunningServer server, DateOnly day)
    {
        string[] range = ["--from", Text(day), "--to", Text(day.AddDays(1))];
        var run = await ProgramRun.Of(["reprocess", .. range, "--dry-run", "--url", server.Url, "--key", server.Key]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<string> CountAsync(TemporaryDirectory directory, string key)
    {
        using var data = DataDirectory.Open(directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
        await new DemoEarlierRelease(data, TimeProvider.System).CountAsync(
            new Dictionary<string, string?>(),
            async services => key = await services.GetRequiredService<ApiKeyRegistry>().EnsureAdminKeyAsync(Cancel) ?? key,
            First,
            Cancel
        );
        return key;
    }

    private static async Task<IReadOnlyList<(DateOnly, int, int)>> ReportAsync(ApiClient client, int job)
    {
        var report = await client.GetAsync($"/api/v1/jobs/{job}/report?limit=1000", ClientJson.Default.JsonElement, Cancel);
        static int Visits(JsonElement day, string side) => day.GetProperty(side).GetProperty("visits").GetInt32();
        return
        [
            .. report
                .GetProperty("differences")
                .EnumerateArray()
                .Select(static day =>
                    (
                        DateOnly.Parse(day.GetProperty("day").GetString()!, CultureInfo.InvariantCulture),
                        Visits(day, "before"),
                        Visits(day, "after")
                    )
                ),
        ];
    }

    /// <summary>
    /// The visits that days have by definition: a silence ends a visit, one of engagement alone is none, and one that goes over midnight
    /// in UTC is in both days.
    /// </summary>
    private static Dictionary<DateOnly, int> VisitsByDay(int minutesOfSilence)
    {
        var traffic = new DemoTraffic();
        return Enumerable
            .Range(0, DemoEarlierRelease.Days)
            .SelectMany(day => traffic.VisitsOf(First.AddDays(day)))
            .Where(static visit => visit.Site == DemoTraffic.Shop)
            .GroupBy(static visit => visit.Visitor, static visit => visit.Events)
            .SelectMany(visitor =>
                VisitDays([.. visitor.SelectMany(static events => events).OrderBy(static one => one.At)], minutesOfSilence)
            )
            .Where(static day => day >= First && day < First.AddDays(WholeDays))
            .CountBy(static day => day)
            .ToDictionary();
    }

    private static IEnumerable<DateOnly> VisitDays(List<DemoEvent> events, int minutesOfSilence)
    {
        var (previous, isCounted) = (long.MinValue / 2, false);
        foreach (var one in events)
        {
            var second = one.At / 1000;
            var begins = second - previous > minutesOfSilence * 60 || second / SecondsPerDay != previous / SecondsPerDay;
            isCounted = !begins && isCounted;
            previous = second;
            if (one.Name != "engagement" && !isCounted)
            {
                isCounted = true;
                yield return DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime);
            }
        }
    }
}

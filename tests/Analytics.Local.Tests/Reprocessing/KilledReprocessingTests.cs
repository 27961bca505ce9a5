using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.Core.Periods;
using Analytics.Local.Tests.Crashes;

namespace Analytics.Local.Tests.Reprocessing;

[Collection(ProcessTests.Name)]
public sealed class KilledReprocessingTests : IDisposable
{
    private const int Looks = 3_000;
    private const int LinesAtOnce = 20;
    private static readonly int Kills = RandomSeeds.Count(3);

    private readonly PastTraffic _traffic = new(sites: 10, days: 12, visitsPerDay: 60);
    private readonly ServedDirectory _faulty = new();
    private readonly ServedDirectory _right = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _faulty.Dispose();
        _right.Dispose();
    }

    [Fact]
    public async Task Reprocessing_killed_again_and_again_while_events_come_in_gives_the_numbers_of_a_run_that_never_had_the_fault()
    {
        await _traffic.WriteAsync(_faulty.Path, maxGapSeconds: 300);
        await _traffic.WriteAsync(_right.Path, VisitRules.MaxGapSeconds);
        await _right.StartAsync(Stop);
        await _faulty.StartAsync(Stop);
        var (old, right) = (await AnswersAsync(_faulty), await AnswersAsync(_right));
        Assert.All(old.Zip(right), pair => Assert.NotEqual(pair.First, pair.Second));

        var (random, interrupted) = (new Random(3), 0);
        var writes = new DirectoryWrites(_faulty.Path, "tables.db");
        var jobs = new HashSet<string> { await StartJobAsync() };
        for (var kill = 0; kill < Kills; kill++)
        {
            await ImportAsync(_faulty, kill);
            await writes.WaitAsync(random.Next(kill % 2 == 0 ? 4 : 40), look: null, Stop);
            await _faulty.Server.KillAsync(Stop);
            await _faulty.StartAsync(Stop);
            if (await IsActiveAsync(jobs.Last()))
            {
                interrupted++;
            }
            else
            {
                jobs.Add(await StartJobAsync());
            }
        }

        // Otherwise every kill came too late and nothing is shown.
        Assert.NotEqual(0, interrupted);
        for (var look = 0; await IsActiveAsync(jobs.Last()); look++)
        {
            Assert.True(look < Looks, $"Job {jobs.Last()} does not end.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            await ImportAsync(_right, kill);
        }

        await _right.RestartAsync(Stop);
        await _faulty.RestartAsync(Stop);
        Assert.All(await StatesAsync(), state => Assert.Equal("completed", state));
        Assert.Equal(await AnswersAsync(_right), await AnswersAsync(_faulty));
    }

    private async Task<string> StartJobAsync()
    {
        var body = $$"""{"kind":"reprocess","from":"{{_traffic.From:yyyy-MM-dd}}","to":"{{_traffic.To:yyyy-MM-dd}}"}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _faulty.Http.PostAsync(_faulty.Url + "/api/v1/jobs", content, Stop);
        var job = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.True(answer.IsSuccessStatusCode, job.GetRawText());
        return job.GetProperty("id").GetString()!;
    }

    private async Task<bool> IsActiveAsync(string job) =>
        (await _faulty.Http.GetFromJsonAsync<JsonElement>($"{_faulty.Url}/api/v1/jobs/{job}", Stop)).GetProperty("state").GetString()
            is "queued"
                or "running";

    private async Task<List<string>> StatesAsync() =>
        [
            .. (await _faulty.Http.GetFromJsonAsync<JsonElement>($"{_faulty.Url}/api/v1/jobs", Stop))
                .GetProperty("jobs")
                .EnumerateArray()
                .Select(job => job.GetProperty("state").GetString() + job.GetProperty("error").GetString()),
        ];

    private async Task ImportAsync(ServedDirectory served, int part)
    {
        var lines = string.Join('\n', Enumerable.Range(part * LinesAtOnce, LinesAtOnce).Select(_traffic.Line));
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await served.Http.PostAsync(served.Url + "/api/events?import=true", content, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains($"\"accepted\":{LinesAtOnce}", text, StringComparison.Ordinal);
    }

    private async Task<List<string>> AnswersAsync(ServedDirectory served)
    {
        var answers = new List<string>();
        foreach (var site in _traffic.Sites)
        {
            var query =
                $$"""{"site_id":"{{site}}","metrics":["visitors","visits","pageviews","bounce_rate","visit_duration"],"date_range":["{{_traffic.From:yyyy-MM-dd}}","{{_traffic.To.AddDays(-1):yyyy-MM-dd}}"],"dimensions":["time:UNIT"]}""";
            foreach (var unit in (string[])["day", "hour"])
            {
                var answer = await served.QueryAsync(query.Replace("UNIT", unit, StringComparison.Ordinal), Stop);
                answers.Add(JsonDocument.Parse(answer).RootElement.GetProperty("results").GetRawText());
            }
        }

        return answers;
    }
}

using System.Net;
using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Local.Storage;
using Analytics.Local.Tests.Imports;

namespace Analytics.Local.Tests.Crashes;

[Collection(ProcessTests.Name)]
public sealed class DrainTests : IDisposable
{
    private const string Site = "drained.example";
    private const int Senders = 16;
    private const int SentBeforeTheStop = 500;

    private readonly ServedDirectory _served = new();
    private int _sent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task What_was_answered_with_202_before_or_during_a_SIGTERM_is_aggregated_before_the_server_ends_and_counted_once()
    {
        await _served.StartAsync(Stop);
        await _served.RunAsync(Stop, "site", "add", Site);
        var underWay = new TaskCompletionSource();
        var senders = Enumerable.Range(0, Senders).Select(_ => SendUntilRefusedAsync(underWay)).ToList();
        await underWay.Task.WaitAsync(Stop);

        Assert.Equal(0, await _served.Server.TerminateAsync(Stop));

        var accepted = (await Task.WhenAll(senders)).SelectMany(pages => pages).Order(StringComparer.Ordinal).ToList();
        Assert.True(accepted.Count >= SentBeforeTheStop);
        await AssertAggregatedAsync();
        await _served.StartAsync(Stop);
        var counted = AnswerRows.Of(
            await _served.QueryAsync(
                $$"""{"site_id": "{{Site}}", "date_range": "all", "metrics": ["pageviews"], "dimensions": ["event:page"]}""",
                Stop
            )
        );

        // An event that got no answer may be counted, but not twice either.
        Assert.All(counted, row => Assert.EndsWith(" | 1", row, StringComparison.Ordinal));
        Assert.Empty(accepted.Except(counted.Select(row => row.Split(" | ")[0])));
    }

    /// <summary>Sends events one after the other, each of a page of its own, and returns the pages of those that were accepted.</summary>
    private async Task<List<string>> SendUntilRefusedAsync(TaskCompletionSource underWay)
    {
        var accepted = new List<string>();
        try
        {
            while (true)
            {
                var number = Interlocked.Increment(ref _sent);
                if (number == SentBeforeTheStop + Senders)
                {
                    underWay.TrySetResult();
                }

                if (await SendAsync($"/{number}") != HttpStatusCode.Accepted)
                {
                    return accepted;
                }

                accepted.Add($"/{number}");
            }
        }
        catch (HttpRequestException)
        {
            // The server is gone, which is what ends every sender.
            return accepted;
        }
    }

    private async Task<HttpStatusCode> SendAsync(string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _served.Url + "/api/event");
        request.Content = new StringContent(
            $$"""{"domain": "{{Site}}", "name": "pageview", "url": "https://{{Site}}{{page}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
        );
        using var answer = await _served.Http.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>Looks into the directory that the server has left: every partition must be aggregated to its end.</summary>
    private async Task AssertAggregatedAsync()
    {
        using var data = DataDirectory.Open(_served.Path, new SqliteEventLogOptions(), TimeProvider.System);
        var events = 0L;
        for (var partition = 0; partition < data.Log.PartitionCount; partition++)
        {
            var aggregator = new PartitionAggregator(
                partition,
                data.Log,
                data.Tables,
                new RollingStatistics(TimeProvider.System),
                new AggregationOptions()
            );
            await aggregator.StartAsync(Stop);
            Assert.Equal(await data.Log.LastSequenceNumberAsync(partition, Stop), aggregator.SequenceNumber);
            events += aggregator.SequenceNumber ?? 0;
        }

        Assert.True(events > 0);
    }
}

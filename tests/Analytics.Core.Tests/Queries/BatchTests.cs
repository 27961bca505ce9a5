using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Tests.Queries;

/// <summary>Several queries asked together, and the versions of answers.</summary>
public sealed class BatchTests
{
    private const string Range = "\"date_range\":[\"2026-03-01\",\"2026-03-02\"]";

    [Fact]
    public async Task Queries_asked_together_are_answered_as_each_alone()
    {
        var site = Shop();
        string[] bodies =
        [
            $"\"metrics\":[\"visitors\"],{Range}",
            $"\"metrics\":[\"pageviews\",\"percentage\"],\"dimensions\":[\"event:page\"],{Range}",
            $"\"metrics\":[\"visits\"],\"dimensions\":[\"time:day\"],\"include\":{{\"comparisons\":\"previous_period\"}},{Range}",
        ];

        var answers = await AllAsync(site, [.. bodies.Select(Parse)]);

        Assert.Equal([0, 1, 2], answers.Select(answer => answer.Index).Order());
        foreach (var answer in answers)
        {
            Assert.Equal(Text(await site.AskAsync(bodies[answer.Index])), Text(answer.Result!));
        }
    }

    [Fact]
    public async Task A_query_that_cannot_be_answered_does_not_spoil_the_others()
    {
        var impossible = Parse("\"metrics\":[\"visitors\"],\"dimensions\":[\"time:hour\"],\"date_range\":[\"1990-01-01\",\"2026-03-02\"]");

        var answers = await AllAsync(Shop(), [impossible, Parse($"\"metrics\":[\"visitors\"],{Range}")]);

        var failed = Assert.Single(answers, answer => answer.Index == 0);
        Assert.Null(failed.Result);
        Assert.Contains("time buckets", failed.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(answers, answer => answer.Index == 1).Result!.Rows[0].Metrics[0]);
    }

    [Fact]
    public async Task An_answer_that_takes_long_does_not_hold_up_the_next()
    {
        var site = Shop();
        var scanner = new HeldScanner(site.Scanner);
        Query[] queries = [Parse($"\"metrics\":[\"visits\"],{Range}"), Parse($"\"metrics\":[\"visitors\"],{Range}")];
        var token = TestContext.Current.CancellationToken;

        await using var answers = new QueryEngine(scanner, new FixedTime(site.Now))
            .ExecuteAllAsync([site.Site], queries, token)
            .GetAsyncEnumerator(token);

        Assert.True(await answers.MoveNextAsync());
        Assert.Equal(1, answers.Current.Index);
        scanner.Held.SetResult();
        Assert.True(await answers.MoveNextAsync());
        Assert.Equal(0, answers.Current.Index);
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task Who_reads_no_further_ends_what_is_still_computed()
    {
        var site = Shop();
        var scanner = new HeldScanner(site.Scanner);
        Query[] queries = [Parse($"\"metrics\":[\"visits\"],{Range}"), Parse($"\"metrics\":[\"visitors\"],{Range}")];
        var token = TestContext.Current.CancellationToken;

        await foreach (var answer in new QueryEngine(scanner, new FixedTime(site.Now)).ExecuteAllAsync([site.Site], queries, token))
        {
            Assert.Equal(1, answer.Index);
            break;
        }

        Assert.True(scanner.IsCancelled);
    }

    [Fact]
    public async Task A_batch_has_1_to_16_queries()
    {
        var query = Parse($"\"metrics\":[\"visitors\"],{Range}");

        Assert.Equal(16, (await AllAsync(Shop(), [.. Enumerable.Repeat(query, 16)])).Count);
        await Assert.ThrowsAsync<ArgumentException>(() => AllAsync(Shop(), [.. Enumerable.Repeat(query, 17)]));
        await Assert.ThrowsAsync<ArgumentException>(() => AllAsync(Shop(), []));
    }

    [Fact]
    public async Task Equal_answers_have_equal_versions_and_another_event_makes_another()
    {
        var body = $"\"metrics\":[\"visitors\",\"pageviews\"],{Range}";
        var (site, other) = (Shop(), Shop());
        var version = (await site.AskAsync(body)).Version;

        Assert.Matches("^[0-9a-f]{32}$", version);
        Assert.Equal(version, (await other.AskAsync(body)).Version);
        Assert.NotEqual(version, (await site.AskAsync(body.Replace("03-02", "03-03", StringComparison.Ordinal))).Version);
        Assert.Equal(version, (await other.Add("2026-03-05T10:00:00Z", 9).AskAsync(body)).Version);
        Assert.NotEqual(version, (await other.Add("2026-03-02T10:00:00Z", 1).AskAsync(body)).Version);
    }

    private static AskedSite Shop() =>
        new AskedSite().Add("2026-03-01T10:00:00Z", 1, "/a").Add("2026-03-02T11:00:00Z", 2, "/b").Add("2026-02-28T11:00:00Z", 3, "/b");

    private static Query Parse(string body) =>
        QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"{{AskedSite.Domain}}",{{body}}}"""));

    private static string Text(QueryResult result) => Encoding.UTF8.GetString(result.Json.Span);

    private static async Task<List<BatchAnswer>> AllAsync(AskedSite site, IReadOnlyList<Query> queries)
    {
        var engine = new QueryEngine(site.Scanner, new FixedTime(site.Now));
        return await engine
            .ExecuteAllAsync([site.Site], queries, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Holds scans for visits until it is told to go on.</summary>
    private sealed class HeldScanner(IRollupScanner inner) : IRollupScanner
    {
        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsCancelled { get; private set; }

        public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            if (request.Needs.HasFlag(ScanNeeds.Visits))
            {
                try
                {
                    await Held.Task.WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    IsCancelled = true;
                    throw;
                }
            }

            return await inner.ScanAsync(request, cancellationToken);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            inner.FirstEventAsync(site, cancellationToken);
    }
}

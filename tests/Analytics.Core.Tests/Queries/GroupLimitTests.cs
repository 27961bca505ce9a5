using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Queries;

public sealed class GroupLimitTests
{
    private const string Shop = "shop.example";

    private static readonly DateTimeOffset Start = new(2026, 3, 27, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_question_of_more_groups_than_fit_is_refused_and_the_next_one_answered(bool rolledUp)
    {
        var pipeline = new Pipeline(Start.AddDays(4));
        await pipeline.SendAsync([
            .. Enumerable
                .Range(0, 300)
                .Select(i => new NaiveEvent(Shop, Start.ToUnixTimeSeconds() + i, (ulong)i + 1, "pageview", $"/{i}")),
        ]);
        await pipeline.AggregateAsync();
        if (rolledUp)
        {
            await pipeline.RollUpAsync();
        }

        var engine = new QueryEngine(pipeline.Scanner, pipeline.Clock, limits: new() { Groups = 299 });

        var exception = await Assert.ThrowsAsync<QueryException>(() => AskAsync("event:page"));
        Assert.StartsWith("dimensions: the question has more than 299 groups", exception.Message, StringComparison.Ordinal);
        Assert.Single((await AskAsync("event:name")).Rows);

        async Task<Core.Queries.Results.QueryResult> AskAsync(string dimension) =>
            await engine.ExecuteAsync(
                new Site(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch),
                QueryParser.Parse(
                    Encoding.UTF8.GetBytes(
                        $$"""{"site_id":"{{Shop}}","metrics":["visitors"],"date_range":"7d","dimensions":["{{dimension}}"]}"""
                    )
                ),
                TestContext.Current.CancellationToken
            );
    }

    [Theory]
    [InlineData(512L << 20, 250_000)]
    [InlineData(2L << 30, 524_288)]
    [InlineData(64L << 30, 1_000_000)]
    public void As_many_groups_as_fit_the_memory(long bytes, int groups) => Assert.Equal(groups, QueryLimits.GroupsOf(bytes));
}

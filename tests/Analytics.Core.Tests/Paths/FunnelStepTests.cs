using System.Globalization;
using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;

namespace Analytics.Core.Tests.Paths;

/// <summary>Steps that random traffic has not, while live and when rolled up.</summary>
public sealed class FunnelStepTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_scroll_goal_is_reached_by_an_engagement_that_interrupts_nothing_else()
    {
        var goals = new InMemoryGoals().AddScroll("/blog/**", 75, "Read");
        var pipeline = new Pipeline(Noon.AddHours(3), partitions: 1);
        var second = Noon.ToUnixTimeSeconds();
        await pipeline.SendAsync([
            new NaiveEvent(Site, second, 10, Page: "/blog/a"),
            new NaiveEvent(Site, second + 20, 10, "engagement", "/blog/a") { ScrollDepth = 80 },
            new NaiveEvent(Site, second + 30, 10, "signup", "/blog/a"),
            new NaiveEvent(Site, second, 20, Page: "/blog/a"),
            new NaiveEvent(Site, second + 20, 20, "engagement", "/blog/a") { ScrollDepth = 74 },
            new NaiveEvent(Site, second + 30, 20, Page: "/about"),
            new NaiveEvent(Site, second, 30, Page: "/blog/a"),
            new NaiveEvent(Site, second + 20, 30, "engagement", "/blog/a") { ScrollDepth = 90 },
            new NaiveEvent(Site, second + 30, 30, Page: "/about"),
        ]);
        await pipeline.AggregateAsync();
        foreach (var order in (string[])["sequential", "strict"])
        {
            Assert.Equal("3 2 1; /about=1 | /about=1 | ", await AskAsync(pipeline, goals, order));
        }

        await pipeline.RollUpAsync();
        foreach (var order in (string[])["sequential", "strict"])
        {
            Assert.Equal("3 2 1; /about=1 | /about=1 | ", await AskAsync(pipeline, goals, order));
        }
    }

    [Theory]
    [InlineData("/p+ /p /b", """{"page":"/p",PRO},{"page":"/b"}""", "1 1")]
    [InlineData("/p /p+ /b", """{"page":"/p",PRO},{"page":"/b"}""", "1 1")]
    [InlineData("/p+ /p /b", """{"page":"/p",PRO},{"page":"/p"}""", "1 0")]
    [InlineData("/p /p+ /b", """{"page":"/p"},{"page":"/p",PRO}""", "1 0")]
    [InlineData("Buy+ Buy /b", """{"event":"Buy",PRO},{"page":"/b"}""", "1 1")]
    [InlineData("/p+ /b /b+ /c", """{"page":"/p",PRO},{"page":"/b",PRO},{"page":"/c"}""", "1 1 1")]
    [InlineData("/p+ /x /b", """{"page":"/p",PRO},{"page":"/b"}""", "1 0")]
    public async Task In_strict_order_repetitions_take_a_step_together_and_none_interrupts(string visit, string steps, string expected)
    {
        var pipeline = new Pipeline(Noon.AddHours(3), partitions: 1);
        Dictionary<string, string> pro = new() { ["plan"] = "pro" };
        await pipeline.SendAsync([
            .. visit
                .Split(' ')
                .SelectMany(
                    (word, i) =>
                        // With an id for each day, and with a lasting one.
                        ((ulong[])[10, 11]).Select(visitor =>
                        {
                            var (name, isPage) = (word.TrimEnd('+'), word[0] == '/');
                            return new NaiveEvent(Site, Noon.ToUnixTimeSeconds() + (10 * i), visitor, isPage ? "pageview" : name)
                            {
                                Page = isPage ? name : "/",
                                Props = word.EndsWith('+') ? pro : null,
                            };
                        })
                ),
        ]);
        await pipeline.AggregateAsync();
        steps = steps.Replace("PRO", """ "filters":[["is","event:props:plan",["pro"]]] """, StringComparison.Ordinal);
        expected = string.Join(' ', expected.Split(' ').Select(visitors => 2 * int.Parse(visitors, CultureInfo.InvariantCulture)));

        Assert.StartsWith($"{expected};", await AskAsync(pipeline, new(), "strict", steps), StringComparison.Ordinal);
        await pipeline.RollUpAsync();
        Assert.StartsWith($"{expected};", await AskAsync(pipeline, new(), "strict", steps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_goal_that_the_site_has_not_is_named()
    {
        var pipeline = new Pipeline(Noon, partitions: 1);

        var refusal = await Assert.ThrowsAsync<QueryException>(() => AskAsync(pipeline, new InMemoryGoals().AddEvent("other"), "strict"));

        Assert.Equal("steps[1].goal is 'Read', which is no goal of the site; use one of 'other'.", refusal.Message);
    }

    private static async Task<string> AskAsync(
        Pipeline pipeline,
        InMemoryGoals goals,
        string order,
        string steps = """{"page":"/blog/*"},{"goal":"Read"},{"event":"signup"}"""
    )
    {
        var scanner = pipeline.Scanner;
        var query = FunnelParser.Parse(
            Encoding.UTF8.GetBytes(
                $$"""{"site_id":"{{Site}}","date_range":["2026-03-10","2026-03-10"],"order":"{{order}}","steps":[{{steps}}]}"""
            )
        );
        var result = await new FunnelEngine(scanner, scanner, pipeline.Clock, goals).ExecuteAsync(
            new(Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            query,
            TestContext.Current.CancellationToken
        );
        return $"{string.Join(' ', result.Steps.Select(step => step.Visitors))}; "
            + string.Join(
                " | ",
                result.Steps.Select(step => string.Join(' ', step.Instead.Select(next => $"{next.Node.Text}={next.Visitors}")))
            );
    }
}

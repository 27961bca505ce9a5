using System.Text;
using System.Text.Json.Nodes;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// Questions about several sites. By definition the answer is that of one site that has the events of all, where who visits two of them is
/// two visitors.
/// </summary>
public sealed class SeveralSitesAgreeWithTheOracleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 27, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Sites = ["a.example", "b.example", "c.example"];

    private static readonly string[] Shapes =
    [
        """ "metrics":["visitors","visits","pageviews","events","bounce_rate","visit_duration","views_per_visit"] """,
        """ "metrics":["visitors","visits","bounce_rate","visit_duration","percentage","visit_duration_p50"],"dimensions":["visit:source"] """,
        """ "metrics":["visitors","pageviews"],"dimensions":["event:page"],"order_by":[["pageviews","desc"],["event:page","asc"]],"pagination":{"limit":2,"offset":1},"include":{"total_rows":true} """,
        """ "metrics":["visitors","visits","pageviews"],"dimensions":["time:day"],"include":{"time_labels":true,"comparisons":{"mode":"previous_period"}} """,
        """ "metrics":["visitors","visits"],"dimensions":["time:hour","visit:source"] """,
        """ "metrics":["pageviews",{"metric":"visitors","rolling_average":{"window":3}},{"metric":"bounce_rate","rolling_average":{"window":2,"pooled":true}}],"dimensions":["time:day"] """,
        """ "metrics":["visitors","events","conversion_rate"],"dimensions":["event:goal"] """,
        """ "metrics":["visitors","exit_rate"],"dimensions":["visit:exit_page"] """,
    ];

    private static readonly string[] Filters =
    [
        "[]",
        """[["is","visit:source",["Google"]]]""",
        """[["contains","event:page",["/a"]]]""",
        """[["not",["is","event:page",["/b"]]]]""",
        """[["has_done",["is","event:name",["Signup"]]]]""",
    ];

    [Theory]
    [InlineData(1, "Etc/UTC")]
    [InlineData(2, "Europe/Tallinn")]
    [InlineData(3, "Asia/Kathmandu")]
    public async Task Several_sites_are_one_of_whose_visitors_nobody_is_known_twice(int seed, string zone)
    {
        var events = Events(new Random(seed)).OrderBy(e => e.Second).ToList();
        var pipeline = new Pipeline(Start.AddDays(4));
        await pipeline.SendAsync(events);
        await pipeline.AggregateAsync();
        if (seed > 1)
        {
            await pipeline.RollUpAsync();
        }

        var goals = new InMemoryGoals().AddEvent("Signup");

        var oracle = new NaiveScanner([
            .. events.Select(e => e with { Site = "all.example", Visitor = (e.Visitor * 10) + (ulong)Array.IndexOf(Sites, e.Site) }),
        ]);
        var clock = pipeline.Clock;
        Site[] asked = [.. Sites.Select((site, i) => new Site(site, i == 0 ? zone : "America/Lima", DateTimeOffset.UnixEpoch))];
        foreach (var shape in Shapes)
        {
            foreach (var filter in Filters)
            {
                foreach (var range in (string[])["\"7d\"", "[\"2026-03-27\",\"2026-03-29\"]"])
                {
                    // What is refused of one site too.
                    if (
                        filter.Contains("event:page", StringComparison.Ordinal)
                        && (
                            shape.Contains("views_per_visit", StringComparison.Ordinal)
                            || shape.Contains("exit_rate", StringComparison.Ordinal)
                        )
                    )
                    {
                        continue;
                    }

                    var body = $"{shape},\"filters\":{filter},\"date_range\":{range}}}";
                    var expected = await new QueryEngine(oracle, clock, goals).ExecuteAsync(
                        new Site("all.example", zone, DateTimeOffset.UnixEpoch),
                        Parse($"{{\"site_id\":\"all.example\",{body}"),
                        Token
                    );
                    var actual = await new QueryEngine(pipeline.Scanner, clock, goals).ExecuteSumAsync(
                        asked,
                        Parse($"{{\"site_id\":[\"a.example\",\"b.example\",\"c.example\"],{body}"),
                        Token
                    );
                    Assert.Equal(Text(expected.Json, sites: false), Text(actual.Json, sites: true));

                    // Asked again the answer is the same.
                    var query = JsonNode.Parse(actual.Json.Span)!["query"]!.ToJsonString();
                    var again = await new QueryEngine(pipeline.Scanner, clock, goals).ExecuteSumAsync(asked, Parse(query), Token);
                    Assert.Equal(
                        JsonNode.Parse(actual.Json.Span)!["results"]!.ToJsonString(),
                        JsonNode.Parse(again.Json.Span)!["results"]!.ToJsonString()
                    );
                }
            }
        }

        Assert.True(events.Select(e => e.Visitor).Distinct().Count() < events.Select(e => (e.Site, e.Visitor)).Distinct().Count());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Core.Queries.Syntax.Query Parse(string json) => QueryParser.Parse(Encoding.UTF8.GetBytes(json));

    private static string Text(ReadOnlyMemory<byte> json, bool sites)
    {
        var answer = JsonNode.Parse(json.Span)!.AsObject();
        Assert.True(answer["query"]!.AsObject().Remove("site_id"));
        Assert.Equal(sites, answer["meta"]!.AsObject().Remove("sites"));
        return answer.ToJsonString();
    }

    private static IEnumerable<NaiveEvent> Events(Random random)
    {
        foreach (var site in Sites)
        {
            for (var visit = 0; visit < 40; visit++)
            {
                // Ids are those of a day.
                var day = random.Next(4);
                var (second, visitor) = (
                    Start.ToUnixTimeSeconds() + (day * 86_400) + random.Next(86_400 - 4_000),
                    (ulong)((day * 20) + random.Next(1, 13))
                );
                var source = random.Next(3) switch
                {
                    0 => "Google",
                    1 => "Bing",
                    _ => "",
                };
                for (var number = random.Next(1, 5); number > 0; number--)
                {
                    second += random.Next(1, 600);
                    yield return new NaiveEvent(
                        site,
                        second,
                        visitor,
                        random.Next(6) == 0 ? "Signup" : "pageview",
                        random.Next(3) switch
                        {
                            0 => "/a",
                            1 => "/b",
                            _ => "/a/c",
                        },
                        site,
                        new Dictionary<VisitDimension, string> { [VisitDimension.Source] = source }
                    );
                }
            }
        }
    }
}

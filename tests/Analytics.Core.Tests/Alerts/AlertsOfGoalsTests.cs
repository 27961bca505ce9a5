using Analytics.Core.Alerts;
using Analytics.Core.Queries;

namespace Analytics.Core.Tests.Alerts;

/// <summary>Alerts of the events that reach a goal, on stored events.</summary>
public sealed class AlertsOfGoalsTests
{
    private const string Site = "site.example";
    private const long Start = 20_000L * 86400;
    private const int Hours = 6;

    private const string Sale = "Sale";
    private const string Read = "Read";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AlertKind.Drop, 12, 10, "12 events of 'Sale'", 12)]
    [InlineData(AlertKind.Spike, 41, 10, "41 events of 'Sale'", 41)]
    [InlineData(AlertKind.Drop, 13, 10, null, 0)]
    [InlineData(AlertKind.Spike, 40, 10, null, 0)]
    public async Task Spikes_and_drops_may_be_of_the_events_of_a_goal(
        AlertKind kind,
        int lastHour,
        decimal amount,
        string? text,
        double value
    )
    {
        var finding = await FindAsync(kind, kind == AlertKind.Drop ? 35 : 100, "events", Sale, Sales(20, lastHour, amount));

        Assert.Equal((text, value), (text is null ? finding?.Message : Part(finding, text), finding?.Value ?? 0));
    }

    [Theory]
    [InlineData(
        AlertKind.Drop,
        20,
        4.5,
        "€90.00 of revenue of 'Sale' from 06:00 to 07:00 UTC, where the average of the 6 hours before is €200.00."
    )]
    [InlineData(AlertKind.Spike, 10, 40.2, "€402.00 of revenue of 'Sale'")]
    [InlineData(AlertKind.Spike, 9, 1000, null)]
    [InlineData(AlertKind.Drop, 20, 5, null)]
    public async Task Spikes_and_drops_of_revenue_are_of_enough_events(AlertKind kind, int lastHour, double amount, string? text)
    {
        var finding = await FindAsync(
            kind,
            kind == AlertKind.Drop ? 50 : 100,
            "total_revenue",
            Sale,
            Sales(20, lastHour, (decimal)amount)
        );

        Assert.Equal(text, Part(finding, text));
    }

    [Fact]
    public async Task Revenue_of_few_events_drops_by_chance()
    {
        Assert.Null(await FindAsync(AlertKind.Drop, 50, "total_revenue", Sale, Sales(9, 1, 10)));
        Assert.NotNull(await FindAsync(AlertKind.Drop, 50, "total_revenue", Sale, Sales(10, 1, 10)));
    }

    [Fact]
    public async Task Silence_may_be_of_a_goal()
    {
        var events = Sales(20, 0, 10);
        events.Add(new(Site, Start + (7 * 3600) + 60, 3, Page: "/blog/1"));
        events.Add(new(Site, Start + (7 * 3600) + 90, 3, "engagement", "/blog/1") { ScrollDepth = 80 });

        Assert.Null(await FindAsync(AlertKind.Silence, 0, "events", null, events));
        Assert.Null(await FindAsync(AlertKind.Silence, 0, "events", Read, events));
        var finding = await FindAsync(AlertKind.Silence, 0, "events", Sale, events);
        Assert.Equal("site.example has sent no event of 'Sale' for 60 minutes.", finding?.Message);
    }

    private static string? Part(Finding? finding, string? text) =>
        text is not null && finding?.Message.Contains(text, StringComparison.Ordinal) == true ? text : finding?.Message;

    /// <summary>Sales of six hours and of a last one, and many pageviews of all.</summary>
    private static List<NaiveEvent> Sales(int ofHour, int ofLast, decimal amount)
    {
        var events = new List<NaiveEvent>();
        for (var hour = 0; hour <= Hours; hour++)
        {
            for (var i = 0; i < 60; i++)
            {
                var (second, visitor) = (Start + (hour * 3600) + (i * 50), (ulong)(((hour * 100) + i) * 2));
                events.Add(new(Site, second, visitor));
                if (i < (hour < Hours ? ofHour : ofLast))
                {
                    events.Add(new(Site, second + 1, visitor, "purchase") { Currency = "EUR", Amount = hour < Hours ? 10 : amount });
                }
            }
        }

        return [.. events.OrderBy(static e => e.Second)];
    }

    private static async Task<Finding?> FindAsync(AlertKind kind, double threshold, string metric, string? goal, List<NaiveEvent> events)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Start + (7 * 3600) + 300));
        await pipeline.SendAsync(events);
        await pipeline.AggregateAsync();
        var goals = new InMemoryGoals().AddEvent("purchase", Sale, "EUR").AddScroll("/blog/**", 50, Read);
        var engine = new QueryEngine(pipeline.Scanner, pipeline.Clock, goals);
        var alert = new Alert("1", "n", kind, "https://hooks.example/", "s", threshold, Hours, 60, metric, goal);
        return await new AlertEvaluator(engine, pipeline.Clock).EvaluateAsync(
            new(Site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            alert,
            0,
            Token
        );
    }
}

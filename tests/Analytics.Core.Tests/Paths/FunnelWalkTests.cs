using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Tests.Paths;

public sealed class FunnelWalkTests
{
    [Theory]
    [InlineData(FunnelOrder.Sequential)]
    [InlineData(FunnelOrder.Strict)]
    [InlineData(FunnelOrder.Flexible)]
    public void The_steps_taken_are_those_of_the_definition(FunnelOrder order)
    {
        var random = new Random(5);
        for (var round = 0; round < RandomSeeds.Count(20_000); round++)
        {
            var steps = random.Next(2, 9);
            var window = random.Next(3) == 0 ? (int?)null : random.Next(1, 60);
            var events = Events(random, steps);
            var walk = FunnelWalk.Create(order, steps, window);

            var level = walk.Walk([
                .. events.Select(e => new VisitorEvent
                {
                    Second = e.Second,
                    Visit = e.Visit,
                    Node = e.Node[0],
                    Marks = (uint)e.Steps.Sum(step => 1 << step),
                }),
            ]);

            var expected = FunnelOracle.Attempt(events, order, steps, window);
            Assert.True(
                expected.Count == level && expected.SequenceEqual(walk.Events.ToArray()),
                $"Round {round}: {order} {steps} steps within {window?.ToString() ?? "a visit"}: "
                    + $"expected {string.Join(',', expected)}, not {string.Join(',', walk.Events.ToArray())}\n"
                    + string.Join(
                        '\n',
                        events.Select((e, i) => $"{i}: second {e.Second} visit {e.Visit} node {e.Node} steps {string.Join(',', e.Steps)}")
                    )
            );
        }
    }

    [Fact]
    public void The_window_includes_its_last_second()
    {
        Assert.Equal(2, Level(FunnelOrder.Sequential, 60, (0, 1), (60, 2)));
        Assert.Equal(1, Level(FunnelOrder.Sequential, 60, (0, 1), (61, 2)));
    }

    [Fact]
    public void Another_event_interrupts_in_strict_order_alone()
    {
        Assert.Equal(2, Level(FunnelOrder.Sequential, 60, (0, 1), (1, 0), (2, 2)));
        Assert.Equal(1, Level(FunnelOrder.Strict, 60, (0, 1), (1, 0), (2, 2)));
        Assert.Equal(2, Level(FunnelOrder.Strict, 60, (0, 1), (1, 1), (2, 2)));
    }

    [Fact]
    public void A_page_in_a_row_counts_once_and_another_page_of_the_same_steps_takes_the_next()
    {
        VisitorEvent[] articles = [new() { Node = 1, Marks = 3 }, new() { Node = 1, Marks = 3 }, new() { Node = 2, Marks = 3 }];

        Assert.Equal(1, FunnelWalk.Create(FunnelOrder.Strict, 2, 60).Walk(articles.AsSpan(0, 2)));
        Assert.Equal(2, FunnelWalk.Create(FunnelOrder.Strict, 2, 60).Walk(articles));
    }

    [Fact]
    public void An_event_takes_one_step_of_an_order() => Assert.Equal(1, Level(FunnelOrder.Sequential, 60, (0, 3)));

    [Fact]
    public void The_order_does_not_matter_in_flexible_order()
    {
        Assert.Equal(2, Level(FunnelOrder.Flexible, 60, (0, 2), (60, 1)));
        Assert.Equal(0, Level(FunnelOrder.Flexible, 60, (0, 2)));
    }

    [Theory]
    [InlineData(2, "a1 a0 b2")]
    [InlineData(2, "a0 a1 a0 b2")]
    [InlineData(2, "a1 b0 b2")]
    [InlineData(1, "a1 a3")]
    [InlineData(1, "a3 a1")]
    [InlineData(1, "a1 c0 b0 b2")]
    public void Repetitions_take_a_step_together_and_none_interrupts(int level, string events) =>
        Assert.Equal(
            level,
            FunnelWalk
                .Create(FunnelOrder.Strict, 2, 60)
                .Walk([.. events.Split(' ').Select(e => new VisitorEvent { Node = e[0], Marks = (uint)(e[1] - '0') })])
        );

    private static int Level(FunnelOrder order, int window, params (int Second, uint Marks)[] events) =>
        FunnelWalk
            .Create(order, 2, window)
            .Walk([
                .. events.Select(e => new VisitorEvent
                {
                    Second = e.Second,
                    Marks = e.Marks,
                    Node = (int)e.Marks,
                }),
            ]);

    private static List<FunnelEvent> Events(Random random, int steps)
    {
        var events = new List<FunnelEvent>();
        var (second, visit) = (0, 0);
        var many = random.Next(2) == 0;
        for (var n = random.Next(0, 16); n > 0; n--)
        {
            second += random.Next(0, 20);
            visit += random.Next(6) == 0 ? 1 : 0;
            var node = random.Next(3) == 0 ? "b" : "a";
            events.Add(new(second, visit, node, [.. Enumerable.Range(0, steps).Where(_ => random.Next(many ? 3 : steps + 1) == 0)]));
        }

        return events;
    }
}

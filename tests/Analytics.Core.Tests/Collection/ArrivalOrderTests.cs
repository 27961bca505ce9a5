using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Collection;

public sealed class ArrivalOrderTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Events_without_a_timestamp_keep_the_order_of_their_request()
    {
        await _harness.Batch($"[{Event("pageview", "a")},{Event("Buy", "a")},{Event("pageview", "b")},{Event("About", "a")}]");

        Assert.Equal([("pageview", 0), ("Buy", 1), ("pageview", 0), ("About", 2)], Times());
    }

    [Fact]
    public async Task Each_site_and_each_request_has_its_own_order()
    {
        _harness.Sites.Add("other.example");
        await _harness.Batch($"[{Event("one", "a", domain: "example.com,other.example")},{Event("two", "a", domain: "other.example")}]");
        await _harness.Batch($"[{Event("three", "a")}]");

        Assert.Equal([("one", 0), ("one", 0), ("three", 0), ("two", 1)], Times().Order());
    }

    [Fact]
    public async Task Equal_timestamps_are_told_apart_where_they_are_no_part_of_an_identity()
    {
        var time = _harness.Clock.Now.ToUnixTimeMilliseconds() - 5000;
        await _harness.Batch(
            $"[{Event("b", "a", time)},{Event("a", "a", time)},{Event("d", "c", time, id: "1")},{Event("c", "c", time, id: "2")}]"
        );

        Assert.Equal([("b", -5000), ("a", -4999), ("d", -5000), ("c", -5000)], Times());
    }

    [Fact]
    public async Task An_import_orders_its_events_itself()
    {
        var time = _harness.Clock.Now.ToUnixTimeMilliseconds();
        await _harness.Batch($"[{Event("b", "a", time)},{Event("a", "a", time)}]", _harness.Context(isImport: true));

        Assert.Equal([("b", 0), ("a", 0)], Times());
    }

    [Fact]
    public async Task No_event_leaves_its_hour_and_none_is_more_than_a_second_late()
    {
        await _harness.Batch($"[{string.Join(',', Enumerable.Repeat(Event("pageview", "a"), EventLimits.BatchEvents))}]");
        Assert.Equal(EventLimits.Rank, Times().Max(time => time.Milliseconds));

        _harness.Clock.Advance(
            TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(2 + (_harness.Clock.Now.ToUnixTimeMilliseconds() % 3_600_000))
        );
        var before = _harness.Events.Count;
        await _harness.Batch($"[{Event("c", "a")},{Event("b", "a")},{Event("a", "a")}]");
        Assert.Equal([("c", 0), ("b", 1), ("a", 1)], Times().Skip(before));
    }

    private static string Event(string name, string visitor, long? time = null, string? id = null, string domain = "example.com") =>
        $$"""{"domain":"{{domain}}","name":"{{name}}","url":"https://example.com/","visitor_id":"{{visitor}}"{{(time is null ? "" : $",\"timestamp\":{time}")}}{{(id is null ? "" : $",\"id\":\"{id}\"")}}}""";

    /// <summary>Names and times of the events, in milliseconds since now.</summary>
    private List<(string Name, long Milliseconds)> Times() =>
        [
            .. _harness.Events.Select(one =>
                (one.Text(EventField.Name), one.TimestampMilliseconds - _harness.Clock.Now.ToUnixTimeMilliseconds())
            ),
        ];
}

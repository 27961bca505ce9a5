using Analytics.Core.Collection;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Collection;

public sealed class DistinctTextsTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_request_brings_a_thousand_property_keys_and_the_rest_is_kept_as_other()
    {
        var receipt = await Send(
            Enumerable.Range(0, 2_500).Select(i => Event("pageview", $$""" "props":{"plan":"team",{{Properties(i * 20, 20)}}} """))
        );

        Assert.Equal((2_500, 0), (receipt.Accepted, receipt.RejectedCount));
        var keys = _harness.Events.SelectMany(stored => stored.Properties.Select(property => property.Key)).ToHashSet();
        Assert.Equal(EventLimits.DistinctKeys + 1, keys.Count);
        Assert.Contains("(other)", keys);
        Assert.All(_harness.Events, stored => Assert.Contains(("plan", "team"), stored.Properties));
        Assert.Equal("k999", _harness.Events.SelectMany(stored => stored.Properties).First(property => property.Key == "(other)").Value);
        Assert.Equal(2_451, receipt.WarningsByCode[CollectionErrors.TooManyPropertyKeys]);
        Assert.Equal((49, "props"), (receipt.Warnings[0].Index, receipt.Warnings[0].Field));
    }

    [Fact]
    public async Task A_request_brings_a_thousand_event_names_and_pageviews_stay_pageviews()
    {
        var receipt = await Send([
            .. Enumerable.Range(0, 2_400).Select(i => Event($"name {i}")),
            Event("pageview"),
            Event("engagement"),
            Event("name 7"),
        ]);

        Assert.Equal(2_403, receipt.Accepted);
        var names = _harness.Events.CountBy(stored => stored.Text(EventField.Name)).ToDictionary();
        Assert.Equal(EventLimits.DistinctNames + 3, names.Count);
        Assert.Equal((1_400, 1, 1, 2), (names["(other)"], names["pageview"], names["engagement"], names["name 7"]));
        Assert.Equal(1_400, receipt.WarningsByCode[CollectionErrors.TooManyEventNames]);
        Assert.Contains("'name 1000'", receipt.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_event_keeps_its_number_of_properties()
    {
        var receipt = await Send(Enumerable.Range(0, 40).Select(i => Event("pageview", $$""" "props":{{{Properties(i * 30, 30)}}} """)));

        Assert.Equal(40, receipt.Accepted);
        Assert.All(_harness.Events, stored => Assert.InRange(stored.Properties.Count, 1, EventLimits.Properties));
    }

    [Fact]
    public async Task A_request_for_many_sites_and_the_next_request_have_room()
    {
        foreach (var i in Enumerable.Range(0, 4))
        {
            _harness.Sites.Add($"site{i}.example");
        }

        var many = await Send(
            Enumerable.Range(0, 400).Select(i => Event("pageview", $$""" "props":{{{Properties(i * 10, 10)}}} """, $"site{i % 4}.example"))
        );
        var next = await Send(
            Enumerable.Range(0, 100).Select(i => Event("pageview", $$""" "props":{{{Properties(5_000 + (i * 10), 10)}}} """))
        );

        Assert.Equal((400, 0), (many.Accepted, many.WarningsByCode.Count));
        Assert.Equal((100, 0), (next.Accepted, next.WarningsByCode.Count));
    }

    private static string Properties(int from, int count) => string.Join(',', Enumerable.Range(from, count).Select(i => $"\"k{i}\":1"));

    private static string Event(string name, string member = " \"x\":0 ", string domain = "example.com") =>
        $$"""{"domain":"{{domain}}","name":"{{name}}","url":"https://example.com/",{{member}}}""";

    private async Task<CollectionReceipt> Send(IEnumerable<string> events) => await _harness.Batch(string.Join('\n', events));
}

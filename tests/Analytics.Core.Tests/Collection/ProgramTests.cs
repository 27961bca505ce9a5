using Analytics.Core.Collection;

namespace Analytics.Core.Tests.Collection;

public sealed class ProgramTests : IDisposable
{
    private const string Event = """{"domain":"example.com","name":"buy","url":"app://shop/cart"MORE}""";

    private readonly CollectorHarness _harness = new();

    public static TheoryData<string> Libraries =>
        [
            "",
            "-",
            "okhttp/4.12.0",
            "Dart/3.5 (dart:io)",
            "UnityPlayer/2022.3",
            "axios/1.7.2",
            "python-requests/2.32.3",
            "Expo/1017",
            "MyOwnApp/2.1",
            "node",
        ];

    public void Dispose() => _harness.Dispose();

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task A_library_is_counted_when_its_event_says_for_whom_it_sends(string agent)
    {
        var anonymous = _harness.Context(agent);

        Assert.Equal(0, (await One("", anonymous)).Accepted);
        Assert.Equal(1, (await One(""","visitor_id":"v1" """, anonymous)).Accepted);
        Assert.Equal(1, (await One($""","user_agent":"{CollectorHarness.Chrome}" """, anonymous)).Accepted);
        Assert.Equal(1, (await One($""","user_agent":"{agent}" """, anonymous)).Accepted);
        Assert.Equal(1, (await One("", anonymous with { HasKey = true })).Accepted);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36")]
    public async Task A_robot_is_filtered_whatever_its_event_says(string agent)
    {
        var receipt = await One(""","visitor_id":"v1" """, _harness.Context(agent) with { HasKey = true });

        Assert.Equal((0, 1), (receipt.Accepted, receipt.Filtered));
        Assert.Equal((FilterReasons.Bot, 1), (Assert.Single(receipt.FilteredByReason).Key, receipt.FilteredByReason[FilterReasons.Bot]));
    }

    [Fact]
    public async Task The_agent_in_the_body_and_not_the_header_decides()
    {
        var receipt = await One(""","user_agent":"Googlebot/2.1" """, _harness.Context());

        Assert.Equal((0, 1), (receipt.Accepted, receipt.Filtered));
    }

    [Fact]
    public async Task A_batch_counts_what_it_filtered_by_reason()
    {
        var context = _harness.Context("okhttp/4.12.0");
        var body =
            $"[{Event.Replace("MORE", "", StringComparison.Ordinal)},{Event.Replace("MORE", ",\"user_agent\":\"bingbot/2.0\"", StringComparison.Ordinal)},{Event.Replace("MORE", ",\"visitor_id\":\"v\"", StringComparison.Ordinal)}]";

        var receipt = await _harness.Batch(body, context);

        Assert.Equal((1, 2), (receipt.Accepted, receipt.Filtered));
        Assert.Equal(
            [(FilterReasons.Bot, 1), (FilterReasons.Library, 1)],
            receipt.FilteredByReason.Select(pair => (pair.Key, pair.Value))
        );
        Assert.Equal(2, _harness.Traffic.Sum(row => row.TrafficCount));
    }

    [Fact]
    public async Task Two_people_of_one_server_are_two_visitors()
    {
        await One(""","user_agent":"Mozilla/5.0 (Windows NT 10.0) Firefox/130.0" """, _harness.Context("node"));
        await One(""","user_agent":"Mozilla/5.0 (Windows NT 10.0) Firefox/131.0" """, _harness.Context("node"));

        Assert.Equal(2, _harness.Events.Select(row => row.Visitor).Distinct().Count());
    }

    private async Task<CollectionReceipt> One(string more, CollectionContext context) =>
        await _harness.One(Event.Replace("MORE", more, StringComparison.Ordinal), context);
}

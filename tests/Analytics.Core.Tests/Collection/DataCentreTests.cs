using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;

namespace Analytics.Core.Tests.Collection;

public sealed class DataCentreTests : IDisposable
{
    private const string Inside = "192.0.2.7";
    private const string Outside = "203.0.113.9";

    private readonly CollectorHarness _harness = new();
    private readonly DataCentres _dataCentres = new() { Networks = NetworkSet.Parse("192.0.2.0/24") };

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(Inside, "", false, "data_centre")]
    [InlineData(Outside, "", false, null)]
    [InlineData("", "", false, null)]
    [InlineData(Inside, ",\"visitor_id\":\"v\"", false, null)]
    [InlineData(Inside, ",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0\"", false, null)]
    [InlineData(Inside, "", true, null)]
    public async Task Who_is_in_a_data_centre_is_filtered_unless_the_event_says_for_whom_it_sends(
        string address,
        string more,
        bool hasKey,
        string? reason
    )
    {
        var receipt = await CollectAsync(more, _harness.Context(address: address) with { HasKey = hasKey });

        Assert.Equal((reason is null ? 1 : 0, reason is null ? 0 : 1), (receipt.Accepted, receipt.Filtered));
        Assert.Equal(reason is null ? [] : [reason], receipt.FilteredByReason.Keys);
    }

    [Theory]
    [InlineData(Inside, 1)]
    [InlineData(Outside, 0)]
    public async Task An_imported_event_is_judged_by_its_own_address(string address, int filtered)
    {
        var receipt = await CollectAsync(
            $",\"ip\":\"{address}\",\"timestamp\":\"2025-01-01T00:00:00Z\"",
            _harness.Context(address: Inside, isImport: true)
        );

        Assert.Equal(filtered, receipt.Filtered);
    }

    [Fact]
    public async Task Networks_that_are_set_later_are_used_from_then_on()
    {
        _dataCentres.Networks = NetworkSet.Empty;
        Assert.Equal(0, (await CollectAsync("", _harness.Context(address: Inside))).Filtered);

        _dataCentres.Networks = NetworkSet.Parse("192.0.2.0/24");
        Assert.Equal(1, (await CollectAsync("", _harness.Context(address: Inside))).Filtered);
    }

    private async Task<CollectionReceipt> CollectAsync(string more, CollectionContext context) =>
        await new Collector(
            _harness.Sites,
            _harness.Salts,
            new AgentCatalog(),
            _harness.Publisher,
            dataCentres: _dataCentres
        ).CollectOneAsync(
            Encoding.UTF8.GetBytes($$"""{"domain":"example.com","name":"pageview","url":"https://example.com/a"{{more}}}"""),
            context,
            TestContext.Current.CancellationToken
        );
}

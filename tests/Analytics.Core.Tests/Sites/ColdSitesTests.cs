using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Collection;

namespace Analytics.Core.Tests.Sites;

/// <summary>A process that has just started and knows no site yet.</summary>
public sealed class ColdSitesTests : IDisposable
{
    private readonly CollectorHarness _harness = new();
    private readonly CountingTableStore _tables;

    public ColdSitesTests() => _tables = new CountingTableStore(_harness.Tables);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Any_number_of_registered_sites_is_found_each_with_one_read()
    {
        const int Sites = 1_250;
        await RegisterAsync(Sites);
        var order = Enumerable.Range(0, 2 * Sites).Select(i => $"site{i % Sites}.example");

        var receipt = await CollectAsync(order);

        Assert.Equal((2 * Sites, 0), (receipt.Accepted, receipt.Rejected.Count));
        Assert.Equal(Sites, _tables.Reads[TableNames.Sites]);
    }

    [Fact]
    public async Task Sites_are_fetched_concurrently()
    {
        await RegisterAsync(10);
        _tables.MeetBefore(10);

        var receipt = await CollectAsync(Enumerable.Range(0, 10).Select(i => $"site{i}.example"));

        Assert.Equal(10, receipt.Accepted);
    }

    [Fact]
    public async Task Unknown_domains_beyond_a_hundred_hurt_neither_known_sites_nor_the_next_request()
    {
        await RegisterAsync(2);
        var collector = NewCollector();
        var unknown = Enumerable.Range(0, 300).Select(i => $"unknown{i}.example");

        var receipt = await CollectAsync([.. unknown.Prepend("site0.example")], collector);
        var next = await CollectAsync(["site0.example", "site1.example"], collector);

        Assert.Equal(1, receipt.Accepted);
        Assert.Equal(
            [(CollectionErrors.TooManyUnknownSites, 200), (CollectionErrors.UnknownSite, 100)],
            receipt.RejectedByCode.Select(pair => (pair.Key, pair.Value))
        );
        Assert.All(receipt.Rejected, problem => Assert.Contains("domain 'unknown", problem.Message, StringComparison.Ordinal));
        Assert.Equal((2, 0), (next.Accepted, next.Rejected.Count));
    }

    [Fact]
    public async Task A_network_that_names_a_thousand_unknown_domains_in_a_minute_causes_no_more_reads_and_hurts_no_other()
    {
        await RegisterAsync(2);
        var collector = NewCollector();
        await CollectAsync(["site0.example"], collector);
        for (var request = 0; request < UnknownSites.PerMinute / EventLimits.UnknownSites; request++)
        {
            var receipt = await CollectAsync(Unknown(request), collector, "2001:db8::1");
            Assert.Equal([(CollectionErrors.UnknownSite, 100)], Codes(receipt));
        }

        var reads = _tables.Reads[TableNames.Sites];
        var over = await CollectAsync([.. Unknown(100), "site0.example", "site1.example"], collector, "2001:db8::2");
        var import = await CollectAsync(["unknown.example"], collector, "2001:db8::3", isImport: true);
        var other = await CollectAsync(["site1.example"], collector, "2001:db8:0:1::1");
        _harness.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await CollectAsync(["site1.example", "other.example"], collector, "2001:db8::1");

        Assert.Equal([(CollectionErrors.TooManyUnknownSites, 101)], Codes(over));
        Assert.Contains("your address named 1,000 unknown sites within a minute", over.Rejected[0].Message, StringComparison.Ordinal);
        Assert.Equal([(CollectionErrors.UnknownSite, 1)], Codes(import));
        Assert.Equal((1, 1, 1), (over.Accepted, other.Accepted, later.Accepted));
        Assert.Equal([(CollectionErrors.UnknownSite, 1)], Codes(later));
        Assert.True(_tables.Reads[TableNames.Sites] <= reads + 5);

        static IEnumerable<string> Unknown(int request) => Enumerable.Range(0, 100).Select(i => $"unknown{request}-{i}.example");

        static IEnumerable<(string, int)> Codes(CollectionReceipt receipt) =>
            receipt.RejectedByCode.Select(pair => (pair.Key, pair.Value));
    }

    [Fact]
    public async Task A_site_that_was_found_before_is_looked_up_whatever_its_network_has_left()
    {
        await RegisterAsync(1);
        var collector = NewCollector();
        await CollectAsync(["site0.example"], collector);
        _harness.Clock.Advance(SiteRegistry.Freshness + TimeSpan.FromSeconds(1));
        for (var request = 0; request < UnknownSites.PerMinute / EventLimits.UnknownSites; request++)
        {
            await CollectAsync(Enumerable.Range(0, 100).Select(i => $"unknown{request}-{i}.example"), collector);
        }

        var receipt = await CollectAsync(["unknown.example", "WWW.site0.example", "site0.example"], collector);

        Assert.Equal((2, CollectionErrors.TooManyUnknownSites), (receipt.Accepted, Assert.Single(receipt.RejectedByCode.Keys)));
    }

    [Fact]
    public async Task Where_very_many_networks_name_unknown_domains_the_later_ones_share()
    {
        var unknown = new UnknownSites();
        for (var network = 0; network < 10_000; network++)
        {
            unknown.Count(_harness.Context(address: $"10.0.{network / 256}.{network % 256}"), 100);
        }

        unknown.Count(_harness.Context(address: "192.0.2.1"), UnknownSites.PerMinute - 1);

        Assert.Equal(1, unknown.Left(_harness.Context(address: "192.0.2.2")));
        Assert.Equal(100, unknown.Left(_harness.Context(address: "10.0.0.1")));
    }

    private async Task RegisterAsync(int sites)
    {
        var registry = new SiteRegistry(_harness.Tables, _harness.Clock);
        for (var i = 0; i < sites; i++)
        {
            await registry.CreateAsync(new Site($"site{i}.example", "Etc/UTC", _harness.Clock.Now), TestContext.Current.CancellationToken);
        }
    }

    private Collector NewCollector() =>
        new(new SiteRegistry(_tables, _harness.Clock), _harness.Salts, new AgentCatalog(), _harness.Publisher);

    private async Task<CollectionReceipt> CollectAsync(
        IEnumerable<string> domains,
        Collector? collector = null,
        string address = "203.0.113.9",
        bool isImport = false
    )
    {
        var lines = string.Join(
            '\n',
            domains.Select(domain => $$"""{"domain":"{{domain}}","name":"pageview","url":"https://a.example/"}""")
        );
        return await (collector ?? NewCollector()).CollectBatchAsync(
            Encoding.UTF8.GetBytes(lines),
            _harness.Context(address: address, isImport: isImport),
            TestContext.Current.CancellationToken
        );
    }
}

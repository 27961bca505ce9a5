using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
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

    private async Task<CollectionReceipt> CollectAsync(IEnumerable<string> domains, Collector? collector = null)
    {
        var lines = string.Join(
            '\n',
            domains.Select(domain => $$"""{"domain":"{{domain}}","name":"pageview","url":"https://a.example/"}""")
        );
        return await (collector ?? NewCollector()).CollectBatchAsync(
            Encoding.UTF8.GetBytes(lines),
            _harness.Context(),
            TestContext.Current.CancellationToken
        );
    }
}

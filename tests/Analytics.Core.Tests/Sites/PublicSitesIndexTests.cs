using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>The list of public sites, and its index.</summary>
public sealed class PublicSitesIndexTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SiteRegistry _sites;

    public PublicSitesIndexTests() => _sites = new SiteRegistry(_tables, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_public_site_is_found_behind_any_number_of_others_and_reads_as_many_rows_as_it_lists()
    {
        for (var number = 0; number < 1_200; number++)
        {
            await _sites.CreateAsync(SiteOf($"site{number:D4}.example", isPublic: number is 1_100 or 1_150), Cancel);
        }

        await PublishAsync("site0007.example", true);
        await PublishAsync("site1150.example", false);
        await PublishAsync("site0008.example", true);
        await _sites.DeleteAsync("site0008.example", Cancel);
        Assert.Equal(["site0007.example", "site1100.example"], await ListAsync(_sites, 50));

        var reads = new CountingTableStore(_tables);
        Assert.Equal(["site0007.example", "site1100.example"], await ListAsync(new(reads, _time), 50));

        // A row says that the index is complete.
        Assert.Equal((1, 2), (reads.RowReads, reads.RowsOfRanges));
        Assert.Equal(["site0007.example"], await ListAsync(_sites, 1));
    }

    [Fact]
    public async Task Public_sites_of_an_older_release_are_listed_and_added_to_the_index_once()
    {
        for (var number = 0; number < 1_200; number++)
        {
            await _sites.CreateAsync(SiteOf($"site{number:D4}.example", isPublic: number % 500 == 7), Cancel);
        }

        await foreach (var row in _tables.ReadRangeAsync(TableNames.Control, "public", string.Empty, null, headsOnly: true, Cancel))
        {
            await _tables.CommitAsync(TableNames.Control, "public", [TableOperation.Delete(row.RowKey, row.ETag)], Cancel);
        }

        string[] all = ["site0007.example", "site0507.example", "site1007.example"];
        Assert.Equal(all, await ListAsync(_sites, 50));
        await PublishAsync("site0507.example", false);
        Assert.Equal(["site0007.example", "site1007.example"], await ListAsync(_sites, 50));
        var reads = new CountingTableStore(_tables);
        Assert.Equal(["site0007.example", "site1007.example"], await ListAsync(new(reads, _time), 50));
        Assert.Equal((1, 2), (reads.RowReads, reads.RowsOfRanges));
    }

    private static async Task<IEnumerable<string>> ListAsync(SiteRegistry sites, int limit) =>
        (await sites.ListPublicAsync(limit, Cancel)).Sites.Select(site => site.Id);

    private async Task PublishAsync(string id, bool isPublic) =>
        await _sites.UpdateAsync(id, site => site with { IsPublic = isPublic }, Cancel);

    private static Site SiteOf(string domain, bool isPublic) =>
        new(domain, "Etc/UTC", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { IsPublic = isPublic };
}

using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>The list of sites, and its index.</summary>
public sealed class SiteListTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SiteRegistry _sites;

    public SiteListTests() => _sites = new SiteRegistry(_tables, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_of_the_list_hold_every_site_once_in_order()
    {
        string[] domains = ["a", "a-b", "a.com", "a0", "a_b", "b.com", "c.com"];
        foreach (var domain in domains.Reverse())
        {
            await _sites.CreateAsync(SiteOf(domain), Cancel);
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await _sites.ListAsync(after, 2, Cancel);
            seen.AddRange(page.Sites.Select(site => site.Id));
            after = page.After;
        } while (after is not null);

        Assert.Equal(domains, seen);
    }

    [Fact]
    public async Task A_damaged_copy_of_a_registration_is_renewed_from_the_site()
    {
        await CreateAsync("a.example", "b.example");
        await DamageAsync(TableNames.Control, "sites", "a.example", isHead: true);

        Assert.Equal(["a.example", "b.example"], (await _sites.ListAsync(null, 10, Cancel)).Sites.Select(site => site.Id));

        await DamageAsync(TableNames.Sites, "a.example", "site", isHead: false);
        Assert.Equal(["a.example", "b.example"], (await _sites.ListAsync(null, 10, Cancel)).Sites.Select(site => site.Id));
    }

    [Fact]
    public async Task A_site_whose_registration_is_damaged_keeps_no_other_from_the_list()
    {
        string[] ids = ["a.example", "b.example", "c.example", "d.example", "e.example"];
        await CreateAsync(ids);
        foreach (var id in (string[])["b.example", "d.example"])
        {
            await DamageAsync(TableNames.Control, "sites", id, isHead: true);
            await DamageAsync(TableNames.Sites, id, "site", isHead: false);
        }

        var all = await _sites.ListAsync(null, 10, Cancel);
        Assert.Equal(["a.example", "c.example", "e.example"], all.Sites.Select(site => site.Id));
        Assert.Equal(["b.example", "d.example"], all.Unreadable);
        Assert.Equal(
            ["a.example", "c.example", "e.example"],
            await _sites.ReadAllAsync(Cancel).Select(site => site.Id).ToListAsync(Cancel)
        );

        // Each is named on one page.
        var unreadable = new List<string>();
        for (var page = await _sites.ListAsync(null, 1, Cancel); ; page = await _sites.ListAsync(page.After, 1, Cancel))
        {
            unreadable.AddRange(page.Unreadable);
            if (page.After is null)
            {
                break;
            }
        }

        Assert.Equal(["b.example", "d.example"], unreadable);
    }

    [Theory]
    [InlineData("shop", "a.shop.example,shop.example,shop2.example")]
    [InlineData("SHOP.ex", "a.shop.example,shop.example")]
    [InlineData("müll", "xn--mller-kva.example")]
    [InlineData("MÜLLER", "xn--mller-kva.example")]
    [InlineData("xn--m", "xn--mller-kva.example")]
    [InlineData("former", "")]
    [InlineData("new-name", "former.example")]
    [InlineData("xn--99zz", "xn--99zz.example")]
    [InlineData("nowhere", "")]
    public async Task A_text_finds_sites_by_part_of_their_names(string search, string expected)
    {
        string[] ids =
        [
            "a.shop.example",
            "former.example",
            "other.example",
            "shop.example",
            "shop2.example",
            "xn--99zz.example",
            "xn--mller-kva.example",
        ];
        foreach (var id in ids)
        {
            await _sites.CreateAsync(SiteOf(id), Cancel);
        }

        await _sites.UpdateAsync("former.example", site => site.Rename("new-name.example", _time.GetUtcNow()), Cancel);

        foreach (var limit in (int[])[1, 2, 10])
        {
            var seen = new List<string>();
            string? after = null;
            do
            {
                var page = await _sites.ListAsync(after, limit, site => site.IsFoundBy(search), Cancel);
                Assert.True(page.Sites.Count == limit || page.After is null, "Only the last page has fewer sites.");
                Assert.True(page.Sites.Count > 0 || after is null, "A cursor leads to a site.");
                seen.AddRange(page.Sites.Select(site => site.Id));
                after = page.After;
            } while (after is not null);

            Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), seen);
        }
    }

    [Fact]
    public async Task A_crash_between_index_and_site_leaves_nothing_in_the_list_and_the_domain_free()
    {
        _tables.BeforeCommit = (table, _) => table == TableNames.Sites ? throw new IOException("crash") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(async () => await _sites.CreateAsync(SiteOf("example.com"), Cancel));
        _tables.BeforeCommit = null;

        Assert.Empty((await _sites.ListAsync(null, 10, Cancel)).Sites);
        Assert.True(await _sites.CreateAsync(SiteOf("example.com"), Cancel));
        Assert.Single((await _sites.ListAsync(null, 10, Cancel)).Sites);
    }

    [Fact]
    public async Task A_site_that_is_created_anew_during_its_deletion_stays_listed()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        var other = new SiteRegistry(_tables, _time);
        var commits = 0;
        _tables.BeforeCommit = async (table, _) =>
        {
            // Before the index row is removed, which is after the site was.
            if (++commits == 3)
            {
                await other.CreateAsync(SiteOf("example.com"), Cancel);
            }
        };

        Assert.True(await _sites.DeleteAsync("example.com", Cancel));

        Assert.Single((await _sites.ListAsync(null, 10, Cancel)).Sites);
    }

    [Fact]
    public async Task A_list_reads_the_index_alone_and_shows_what_changed()
    {
        for (var i = 0; i < 5; i++)
        {
            await _sites.CreateAsync(SiteOf($"site{i}.example"), Cancel);
        }

        await _sites.UpdateAsync("site1.example", site => site with { TimeZone = "Europe/Tallinn" }, Cancel);
        await _sites.DeleteAsync("site2.example", Cancel);

        var reads = new CountingTableStore(_tables);
        var listed = (await new SiteRegistry(reads, _time).ListAsync(null, 10, Cancel)).Sites;

        Assert.Equal(["site0.example", "site1.example", "site3.example", "site4.example"], listed.Select(site => site.Id));
        Assert.Equal("Europe/Tallinn", listed[1].TimeZone);
        Assert.Equal((await _sites.FindAsync("site1.example", Cancel))!.Site, listed[1]);
        Assert.Equal(0, reads.RowReads);
    }

    [Fact]
    public async Task Index_rows_of_older_releases_are_read_and_get_their_copy()
    {
        for (var i = 0; i < 150; i++)
        {
            await _sites.CreateAsync(SiteOf($"site{i:D3}.example"), Cancel);
            await _tables.CommitAsync(TableNames.Control, "sites", [TableOperation.Upsert($"site{i:D3}.example", default)], Cancel);
        }

        var reads = new CountingTableStore(_tables);
        Assert.Equal(150, (await new SiteRegistry(reads, _time).ListAsync(null, 1000, Cancel)).Sites.Count);
        Assert.Equal(150, reads.RowReads);
        Assert.Equal(150, (await new SiteRegistry(reads, _time).ListAsync(null, 1000, Cancel)).Sites.Count);
        Assert.Equal(150, reads.RowReads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_change_that_crashes_anywhere_leaves_a_list_that_says_what_is_stored(int failing)
    {
        foreach (var delete in (bool[])[false, true])
        {
            await _sites.CreateAsync(SiteOf("example.com"), Cancel);
            var commits = 0;
            _tables.BeforeCommit = (_, _) => ++commits == failing ? throw new IOException("crash") : ValueTask.CompletedTask;
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                _ = delete
                    ? await _sites.DeleteAsync("example.com", Cancel)
                    : await _sites.UpdateAsync("example.com", site => site with { TimeZone = "Europe/Tallinn" }, Cancel) is null;
            });
            _tables.BeforeCommit = null;

            var stored = (await new SiteRegistry(_tables, _time).FindAsync("example.com", Cancel))?.Site;
            Assert.Equal(stored, (await new SiteRegistry(_tables, _time).ListAsync(null, 10, Cancel)).Sites.SingleOrDefault());
        }
    }

    [Fact]
    public async Task A_list_that_meets_a_change_does_not_write_what_was_before_it()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _tables.CommitAsync(TableNames.Control, "sites", [TableOperation.Upsert("example.com", default)], Cancel);
        var overtaken = new OvertakenReads(_tables)
        {
            CountsRanges = false,
            AfterFirstRead = async () =>
                await _sites.UpdateAsync("example.com", site => site with { TimeZone = "Europe/Tallinn" }, Cancel),
        };

        Assert.Equal("Etc/UTC", Assert.Single((await new SiteRegistry(overtaken, _time).ListAsync(null, 10, Cancel)).Sites).TimeZone);
        Assert.Equal("Europe/Tallinn", Assert.Single((await _sites.ListAsync(null, 10, Cancel)).Sites).TimeZone);
    }

    private static Site SiteOf(string domain) => new(domain, "Etc/UTC", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private async Task CreateAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            Assert.True(await _sites.CreateAsync(SiteOf(id), Cancel));
        }
    }

    private async Task DamageAsync(string table, string partitionKey, string rowKey, bool isHead)
    {
        var row = (await _tables.ReadAsync(table, partitionKey, rowKey, Cancel))!;
        var damaged = "{damaged"u8.ToArray();
        var operation = TableOperation.Upsert(rowKey, isHead ? row.Body : damaged, isHead ? damaged : row.Head);
        Assert.True((await _tables.CommitAsync(table, partitionKey, [operation], Cancel)).Committed);
    }
}

using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>The list of pinned sites, and its index.</summary>
public sealed class PinnedSitesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SiteRegistry _sites;

    public PinnedSitesTests() => _sites = new SiteRegistry(_tables, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_of_pins_reads_as_many_rows_as_it_lists()
    {
        for (var number = 0; number < 200; number++)
        {
            await _sites.CreateAsync(SiteOf($"site{number:D3}.example", isPinned: number % 100 == 7), Cancel);
        }

        await PinAsync("site050.example", true);
        await PinAsync("site107.example", false);
        await PinAsync("site060.example", true);
        await _sites.DeleteAsync("site060.example", Cancel);

        var reads = new CountingTableStore(_tables);
        var listed = (await new SiteRegistry(reads, _time).ListPinnedAsync(null, 100, null, Cancel)).Sites;

        Assert.Equal(["site007.example", "site050.example"], listed.Select(site => site.Id));
        Assert.Equal((0, 2), (reads.RowReads, reads.RowsOfRanges));
    }

    [Fact]
    public async Task Pins_come_in_pages_are_searched_and_show_what_changed()
    {
        foreach (var id in (string[])["a.example", "b.example", "c.example"])
        {
            await _sites.CreateAsync(SiteOf(id, isPinned: true), Cancel);
        }

        await _sites.UpdateAsync("b.example", site => site with { TimeZone = "Europe/Tallinn" }, Cancel);
        await _sites.UpdateAsync("c.example", site => site.Rename("d.example", _time.GetUtcNow()), Cancel);

        var first = await _sites.ListPinnedAsync(null, 2, null, Cancel);
        var second = await _sites.ListPinnedAsync(first.After, 2, null, Cancel);

        Assert.Equal(["a.example", "b.example"], first.Sites.Select(site => site.Domain));
        Assert.Equal("Europe/Tallinn", first.Sites[1].TimeZone);
        Assert.Equal("d.example", Assert.Single(second.Sites).Domain);
        Assert.Null(second.After);
        Assert.Equal(
            "d.example",
            Assert.Single((await _sites.ListPinnedAsync(null, 2, site => site.IsFoundBy("d."), Cancel)).Sites).Domain
        );
    }

    // A crash before each of the commits of a change, from the marks to the last copy.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_change_that_crashes_anywhere_leaves_pins_that_say_what_is_stored(int failing)
    {
        Func<Task>[] changes =
        [
            () => _sites.CreateAsync(SiteOf("example.com", isPinned: true), Cancel).AsTask(),
            () => PinAsync("example.com", false),
            () => PinAsync("example.com", true),
            () => _sites.DeleteAsync("example.com", Cancel).AsTask(),
        ];
        foreach (var change in changes)
        {
            var commits = 0;
            _tables.BeforeCommit = (_, _) => ++commits == failing ? throw new IOException("crash") : ValueTask.CompletedTask;
            var crash = await Record.ExceptionAsync(change);
            _tables.BeforeCommit = null;

            Assert.True(crash is null or IOException, crash?.ToString());
            var stored = (await new SiteRegistry(_tables, _time).FindAsync("example.com", Cancel))?.Site;
            var listed = (await new SiteRegistry(_tables, _time).ListPinnedAsync(null, 10, null, Cancel)).Sites.SingleOrDefault();
            Assert.Equal(stored is { IsPinned: true } ? stored : null, listed);

            // The next change begins where this one should have ended.
            await change();
        }

        Assert.Empty((await _sites.ListPinnedAsync(null, 10, null, Cancel)).Sites);
    }

    [Fact]
    public async Task A_pin_that_overtakes_another_change_stays_listed()
    {
        await _sites.CreateAsync(SiteOf("example.com", isPinned: true), Cancel);
        var other = new SiteRegistry(_tables, _time);
        var isOvertaken = false;
        _tables.BeforeCommit = async (table, _) =>
        {
            // The site is unpinned and its row of the index marked; another process pins it before that row is removed.
            var stored = (await new SiteRegistry(_tables, _time).FindByIdAsync("example.com", Cancel))!.Site;
            if (!isOvertaken && table == TableNames.Control && !stored.IsPinned)
            {
                isOvertaken = true;
                await other.UpdateAsync("example.com", site => site with { IsPinned = true }, Cancel);
            }
        };

        await PinAsync("example.com", false);

        Assert.True(isOvertaken);
        Assert.Single((await _sites.ListPinnedAsync(null, 10, null, Cancel)).Sites);
    }

    private async Task PinAsync(string id, bool isPinned) =>
        await _sites.UpdateAsync(id, site => site with { IsPinned = isPinned }, Cancel);

    private static Site SiteOf(string domain, bool isPinned) =>
        new(domain, "Etc/UTC", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { IsPinned = isPinned };
}

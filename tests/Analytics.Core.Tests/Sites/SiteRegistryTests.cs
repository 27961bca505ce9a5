using System.Text;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

public sealed class SiteRegistryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SiteRegistry _sites;

    public SiteRegistryTests() => _sites = new SiteRegistry(_tables, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_site_is_found_with_everything_that_was_given()
    {
        var site = SiteOf("example.com") with { TimeZone = "Asia/Kathmandu", IsPublic = true, RetentionDays = 30 };

        Assert.True(await _sites.CreateAsync(site, Cancel));

        var found = await new SiteRegistry(_tables, _time).FindAsync("example.com", Cancel);
        Assert.Equal(site, found!.Site);
        Assert.Equal("example.com"u8.ToArray(), found.Utf8Id);
        Assert.Equal(Partitioner.SiteHash("example.com"), found.Hash);
    }

    [Fact]
    public async Task A_registration_that_could_not_be_read_again_is_not_stored()
    {
        var bad = SiteOf("bad.example") with { Clients = new Dictionary<string, IReadOnlyList<string>> { ["segment"] = [null!] } };
        await _sites.CreateAsync(SiteOf("good.example"), Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _sites.CreateAsync(bad, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await _sites.UpdateAsync("good.example", site => site with { Clients = bad.Clients }, Cancel)
        );

        Assert.Equal(["good.example"], (await _sites.ListAsync(null, 10, Cancel)).Sites.Select(site => site.Domain));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_site_that_others_change_again_and_again_is_to_be_tried_later(bool deletes)
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        async ValueTask ChangeAsync(string table, string partitionKey)
        {
            if (table == TableNames.Sites)
            {
                var row = (await _tables.ReadAsync(table, partitionKey, "site", Cancel))!;
                _tables.BeforeCommit = null;
                await _tables.CommitAsync(table, partitionKey, [TableOperation.Upsert("site", row.Body)], Cancel);
                _tables.BeforeCommit = ChangeAsync;
            }
        }

        _tables.BeforeCommit = ChangeAsync;
        var error = await Assert.ThrowsAsync<IOException>(async () =>
            _ = deletes
                ? await _sites.DeleteAsync("example.com", Cancel)
                : await _sites.UpdateAsync("example.com", site => site with { RetentionDays = 30 }, Cancel) is null
        );

        Assert.Equal("Site 'example.com' was changed by others 20 times in a row; try again.", error.Message);
    }

    [Fact]
    public async Task A_domain_is_taken_once()
    {
        Assert.True(await _sites.CreateAsync(SiteOf("example.com"), Cancel));
        Assert.False(await _sites.CreateAsync(SiteOf("example.com") with { TimeZone = "Europe/Tallinn" }, Cancel));

        Assert.Equal("Etc/UTC", (await _sites.FindAsync("example.com", Cancel))!.Site.TimeZone);
    }

    [Fact]
    public async Task A_domain_is_found_in_any_case()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);

        Assert.NotNull(await _sites.FindAsync("EXAMPLE.com", Cancel));
        Assert.True(_sites.TryGetCached("Example.COM"u8, out var entry));
        Assert.Equal("example.com", entry!.Site.Id);
    }

    [Fact]
    public async Task An_unknown_site_is_remembered_as_unknown_until_it_is_created_here()
    {
        Assert.Null(await _sites.FindAsync("example.com", Cancel));
        Assert.True(_sites.TryGetCached("example.com"u8, out var entry));
        Assert.Null(entry);

        await _sites.CreateAsync(SiteOf("example.com"), Cancel);

        Assert.NotNull(await _sites.FindAsync("example.com", Cancel));
    }

    [Fact]
    public async Task A_change_by_another_process_shows_after_thirty_seconds()
    {
        var other = new SiteRegistry(_tables, _time);
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _sites.FindAsync("example.com", Cancel);
        await other.UpdateAsync("example.com", site => site with { IsPublic = true }, Cancel);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False((await _sites.FindAsync("example.com", Cancel))!.Site.IsPublic);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_sites.TryGetCached("example.com"u8, out _));
        Assert.True((await _sites.FindAsync("example.com", Cancel))!.Site.IsPublic);
    }

    [Fact]
    public async Task A_change_shows_here_at_once()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _sites.FindAsync("example.com", Cancel);

        await _sites.UpdateAsync("example.com", site => site with { TimeZone = "Europe/Tallinn" }, Cancel);
        Assert.Equal("Europe/Tallinn", (await _sites.FindAsync("example.com", Cancel))!.Site.TimeZone);

        Assert.True(await _sites.DeleteAsync("example.com", Cancel));
        Assert.Null(await _sites.FindAsync("example.com", Cancel));
        Assert.False(await _sites.DeleteAsync("example.com", Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(250)]
    public async Task A_deleted_site_takes_along_what_its_owner_defined(int definitions)
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _sites.CreateAsync(SiteOf("other.com"), Cancel);
        await DefineAsync("example.com", definitions);
        await DefineAsync("other.com", 1);

        Assert.True(await _sites.DeleteAsync("example.com", Cancel));

        Assert.Empty(await RowsAsync("example.com"));
        Assert.Equal(["goal|0000000000", "site", "site-name"], await RowsAsync("other.com"));
    }

    [Fact]
    public async Task What_was_defined_while_a_site_was_deleted_is_gone_when_it_is_registered_again()
    {
        await DefineAsync("example.com", 150);

        Assert.True(await _sites.CreateAsync(SiteOf("example.com"), Cancel));
        await DefineAsync("example.com", 1);
        Assert.False(await _sites.CreateAsync(SiteOf("example.com"), Cancel));

        Assert.Equal(["goal|0000000000", "site", "site-name"], await RowsAsync("example.com"));
    }

    [Fact]
    public async Task Two_changes_at_once_both_take_effect()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        var other = new SiteRegistry(_tables, _time);
        var interfere = true;
        _tables.BeforeCommit = async (_, _) =>
        {
            if (interfere)
            {
                interfere = false;
                await other.UpdateAsync("example.com", site => site with { RetentionDays = (site.RetentionDays ?? 1) * 2 }, Cancel);
            }
        };

        var changed = await _sites.UpdateAsync("example.com", site => site with { RetentionDays = (site.RetentionDays ?? 1) * 2 }, Cancel);

        Assert.Equal(4, changed!.RetentionDays);
    }

    [Fact]
    public async Task An_unknown_site_is_neither_changed_nor_deleted()
    {
        Assert.Null(await _sites.UpdateAsync("example.com", site => site, Cancel));
        Assert.Null(await _sites.UpdateAsync("no/such", site => site, Cancel));
        Assert.False(await _sites.DeleteAsync("no/such", Cancel));
        Assert.Null(await _sites.FindAsync("no/such", Cancel));
    }

    [Fact]
    public async Task A_change_of_the_domain_is_refused()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await _sites.UpdateAsync("example.com", site => site with { Id = "other.com" }, Cancel)
        );
    }

    [Theory]
    [InlineData("Example.com", "Etc/UTC")]
    [InlineData("a/b", "Etc/UTC")]
    [InlineData("example.com", "Mars/Olympus")]
    public async Task A_site_that_breaks_the_rules_is_refused(string domain, string zone) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await _sites.CreateAsync(SiteOf(domain) with { TimeZone = zone }, Cancel));

    [Fact]
    public async Task A_known_site_stays_what_it_was_while_the_table_fails()
    {
        var sites = await KnownAsync(() => throw new IOException("The table does not answer."));
        await _sites.UpdateAsync("example.com", site => site with { IsPublic = true }, Cancel);

        Assert.False((await sites.FindAsync("example.com", Cancel))!.Site.IsPublic);
        Assert.True(sites.TryGetCached("example.com"u8, out _));
        _time.Advance(SiteRegistry.Freshness);
        Assert.True((await sites.FindAsync("example.com", Cancel))!.Site.IsPublic);
    }

    [Fact]
    public async Task A_known_site_does_not_wait_for_a_table_that_hangs()
    {
        var sites = await KnownAsync(() => new TaskCompletionSource().Task);

        var found = sites.FindAsync("example.com", Cancel);
        Assert.False(found.IsCompleted);
        _time.Advance(SiteRegistry.Patience);

        Assert.NotNull(await found);
    }

    [Fact]
    public async Task Of_a_site_that_is_not_known_a_failing_table_tells_nothing()
    {
        var failing = new OvertakenReads(_tables) { AfterFirstRead = () => throw new IOException("The table does not answer.") };
        var sites = new SiteRegistry(failing, _time);

        await Assert.ThrowsAsync<IOException>(async () => await sites.FindAsync("example.com", Cancel));
        Assert.Null(await sites.FindAsync("example.com", Cancel));
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_is_not_answered()
    {
        var sites = await KnownAsync(() => new TaskCompletionSource().Task);
        using var stop = new CancellationTokenSource();

        var found = sites.FindAsync("example.com", stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await found);
    }

    [Fact]
    public async Task An_answer_that_a_write_overtook_is_not_remembered()
    {
        var slow = new OvertakenReads(_tables);
        var sites = new SiteRegistry(slow, _time);
        slow.AfterFirstRead = async () => await sites.CreateAsync(SiteOf("example.com"), Cancel);

        var found = await sites.FindAsync("example.com", Cancel);

        Assert.NotNull(found);
    }

    [Fact]
    public async Task A_damaged_registration_is_an_error_and_not_an_unknown_site()
    {
        await _tables.CommitAsync(
            TableNames.Sites,
            "example.com",
            [TableOperation.Insert("site", Encoding.UTF8.GetBytes("{\"domain\":"))],
            Cancel
        );

        var error = await Assert.ThrowsAsync<TableCorruptException>(async () => await _sites.FindAsync("example.com", Cancel));
        Assert.Contains("example.com", error.Message);
    }

    [Fact]
    public async Task A_lookup_in_memory_allocates_nothing()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _sites.FindAsync("example.com", Cancel);
        Assert.True(_sites.TryGetCached("example.com"u8, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _sites.TryGetCached("example.com"u8, out _);
        }

        // The fake clock's lock is all there is; a real leak would be 1,000 objects.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public async Task A_flood_of_unknown_domains_does_not_push_out_the_known()
    {
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await _sites.FindAsync("example.com", Cancel);

        for (var i = 0; i < 50_000; i++)
        {
            await _sites.FindAsync($"{i}.example.net", Cancel);
        }

        Assert.True(_sites.TryGetCached("example.com"u8, out var entry));
        Assert.NotNull(entry);
    }

    /// <summary>A registry that has to look anew at a site it knows, and what then happens.</summary>
    private async Task<SiteRegistry> KnownAsync(Func<Task> then)
    {
        var reads = new OvertakenReads(_tables);
        var sites = new SiteRegistry(reads, _time);
        await _sites.CreateAsync(SiteOf("example.com"), Cancel);
        await sites.FindAsync("example.com", Cancel);
        _time.Advance(SiteRegistry.Freshness);
        reads.AfterFirstRead = then;
        return sites;
    }

    private async Task DefineAsync(string site, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _tables.CommitAsync(TableNames.Sites, site, [TableOperation.Insert($"goal|{i:0000000000}", "x"u8.ToArray())], Cancel);
        }
    }

    private async Task<List<string>> RowsAsync(string site)
    {
        var keys = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Sites, site, string.Empty, null, headsOnly: true, Cancel))
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }

    private static Site SiteOf(string domain) => new(domain, "Etc/UTC", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
}

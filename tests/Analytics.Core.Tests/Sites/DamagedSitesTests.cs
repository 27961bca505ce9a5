using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Testing.Damage;

namespace Analytics.Core.Tests.Sites;

/// <summary>Lists in which one row is damaged: the others are listed.</summary>
public sealed class DamagedSitesTests
{
    private static readonly string[] Names = ["a.example", "b.example", "c.example", "d.example"];

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a.example")]
    [InlineData("c.example")]
    [InlineData("d.example")]
    public async Task A_damaged_index_row_leaves_out_nothing_and_is_written_again(string damaged)
    {
        await RegisterAsync();
        var tables = new DamagedRow(_tables, TableNames.Control, "sites", damaged);
        var sites = new SiteRegistry(tables, _time);

        var first = await sites.ListAsync(null, 10, Cancel);
        var page = await sites.ListAsync("a.example", 2, Cancel);
        await sites.ListAsync(null, 10, Cancel);
        var reads = new CountingTableStore(_tables);
        var last = await new SiteRegistry(reads, _time).ListAsync(null, 10, Cancel);

        Assert.Equal(Names, first.Sites.Select(site => site.Id));
        Assert.Empty(first.Unreadable);
        Assert.Equal(["b.example", "c.example"], page.Sites.Select(site => site.Id));
        Assert.False(tables.IsDamaged);
        Assert.Equal(Names, last.Sites.Select(site => site.Id));
        Assert.Equal(0, reads.RowReads);
    }

    [Fact]
    public async Task A_site_whose_own_row_is_damaged_too_is_named()
    {
        await RegisterAsync();
        var tables = new DamagedRow(
            new DamagedRow(_tables, TableNames.Control, "sites", "b.example"),
            TableNames.Sites,
            "b.example",
            "site"
        );

        var page = await new SiteRegistry(tables, _time).ListAsync(null, 10, Cancel);

        Assert.Equal(["a.example", "c.example", "d.example"], page.Sites.Select(site => site.Id));
        Assert.Equal(["b.example"], page.Unreadable);
    }

    [Fact]
    public async Task A_damaged_key_is_named_beside_the_others()
    {
        var registry = new ApiKeyRegistry(_tables, _time, System.Security.Cryptography.RandomNumberGenerator.Fill);
        var (good, bad) = (await MakeAsync("good"), await MakeAsync("bad"));
        var keys = new ApiKeyRegistry(
            new DamagedRow(_tables, TableNames.Control, "keys", bad),
            _time,
            System.Security.Cryptography.RandomNumberGenerator.Fill
        );

        var (readable, unreadable) = await keys.ReadAllAsync(Cancel);

        Assert.Equal(good, Assert.Single(readable).Id);
        Assert.Equal([bad], unreadable);

        async Task<string> MakeAsync(string name) => (await registry.CreateAsync(name, KeyScopes.Stats, null, Cancel)).Key.Id;
    }

    private async Task RegisterAsync()
    {
        var sites = new SiteRegistry(_tables, _time);
        foreach (var name in Names)
        {
            Assert.True(await sites.CreateAsync(new Site(name, "Etc/UTC", _time.GetUtcNow()), Cancel));
        }
    }
}

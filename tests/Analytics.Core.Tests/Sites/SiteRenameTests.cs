using System.Text;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

public sealed class SiteRenameTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SiteRegistry _sites;

    public SiteRenameTests() => _sites = new SiteRegistry(_tables, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_is_found_under_both_names_for_72_hours_and_then_under_the_new_one()
    {
        await AddAsync("a.example");
        await RenameAsync("a.example", "b.example");

        _time.Advance(Site.Grace - TimeSpan.FromTicks(1));
        Assert.Equal(("a.example", "a.example"), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
        Assert.True(_sites.TryGetCached("A.example"u8, out var former));
        Assert.Equal("b.example", former!.Site.Domain);

        // Found a moment ago, and not for the half minute for which answers are remembered.
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_sites.TryGetCached("a.example"u8, out _));
        Assert.Equal((null, "a.example"), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
    }

    [Fact]
    public async Task Another_process_sees_a_change_after_half_a_minute_and_the_end_of_a_name_at_once()
    {
        var other = new SiteRegistry(_tables, _time);
        await AddAsync("a.example");
        Assert.Null(await other.FindAsync("b.example", Cancel));
        await RenameAsync("a.example", "b.example");

        _time.Advance(SiteRegistry.Freshness);
        Assert.Equal("a.example", (await other.FindAsync("b.example", Cancel))!.Site.Id);

        _time.Advance(Site.Grace - SiteRegistry.Freshness - TimeSpan.FromSeconds(1));
        Assert.NotNull(await other.FindAsync("a.example", Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await other.FindAsync("a.example", Cancel));
    }

    [Fact]
    public async Task A_name_that_has_ended_is_registered_again_with_an_id_of_its_own()
    {
        await AddAsync("a.example");
        await RenameAsync("a.example", "b.example");
        Assert.Equal("a.example", await _sites.FreeIdAsync("a.example", Cancel));
        Assert.False(await _sites.CreateAsync(SiteOf("a.example"), Cancel));

        _time.Advance(Site.Grace);
        Assert.Equal("a.example~2", await _sites.FreeIdAsync("a.example", Cancel));
        Assert.True(await _sites.CreateAsync(SiteOf("a.example~2") with { RenamedTo = "a.example" }, Cancel));

        Assert.Equal(("a.example~2", "a.example"), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
        Assert.Equal(["b.example", "a.example"], (await _sites.ListAsync(null, 10, Cancel)).Sites.Select(site => site.Domain));

        // The one goes and leaves the other its name.
        Assert.True(await _sites.DeleteAsync("a.example", Cancel));
        Assert.Equal(("a.example~2", null), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
        Assert.Equal("b.example", await _sites.FreeIdAsync("b.example", Cancel));
        await AddAsync("b.example");
        Assert.Equal("b.example", await IdOfAsync("b.example"));
    }

    [Fact]
    public async Task Names_are_changed_in_chains_and_back()
    {
        await AddAsync("a.example");
        await RenameAsync("a.example", "b.example");
        _time.Advance(TimeSpan.FromHours(71));
        await RenameAsync("a.example", "c.example");
        foreach (var name in (string[])["a.example", "b.example", "c.example"])
        {
            Assert.Equal("a.example", await IdOfAsync(name));
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((null, "a.example"), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
        var back = await RenameAsync("a.example", "a.example");
        Assert.Null(back.RenamedTo);
        Assert.Equal(["b.example", "c.example"], back.CurrentFormerNames(_time.GetUtcNow()).Select(former => former.Name));
        Assert.Equal("a.example", await IdOfAsync("a.example"));
    }

    [Fact]
    public async Task A_name_of_another_site_is_refused_as_long_as_that_has_it_or_had_it_lately()
    {
        await AddAsync("a.example");
        await AddAsync("b.example");
        Assert.Contains("'b.example' is registered already", await RefusalAsync("a.example", "b.example"), StringComparison.Ordinal);

        await RenameAsync("b.example", "c.example");
        Assert.Contains(
            "'b.example' was another site's until lately, and is free from",
            await RefusalAsync("a.example", "b.example"),
            StringComparison.Ordinal
        );
        Assert.Equal("a.example", (await _sites.FindAsync("a.example", Cancel))!.Site.Domain);

        // Two sites change their names at the end of the grace.
        _time.Advance(Site.Grace);
        await RenameAsync("a.example", "b.example");
        _time.Advance(Site.Grace);
        await RenameAsync("b.example", "a.example");
        Assert.Equal(("b.example", "a.example"), (await IdOfAsync("a.example"), await IdOfAsync("b.example")));
    }

    [Fact]
    public async Task A_name_that_two_sites_take_at_once_is_one_of_theirs()
    {
        for (var step = 0; step < 4; step++)
        {
            var tables = new InMemoryTableStore();
            var (one, other) = (new SiteRegistry(tables, _time), new SiteRegistry(tables, _time));
            await one.CreateAsync(SiteOf("a.example"), Cancel);
            var (commits, wasCreated) = (0, false);
            tables.BeforeCommit = async (_, _) =>
            {
                if (commits++ == step)
                {
                    tables.BeforeCommit = null;
                    wasCreated = await other.CreateAsync(SiteOf("new.example"), Cancel);
                }
            };
            var wasRenamed = true;
            try
            {
                await one.UpdateAsync("a.example", site => site.Rename("new.example", _time.GetUtcNow()), Cancel);
            }
            catch (SiteNameException)
            {
                wasRenamed = false;
            }

            tables.BeforeCommit = null;
            Assert.True(wasCreated != wasRenamed, $"step {step}: created {wasCreated}, renamed {wasRenamed}");
            var found = await new SiteRegistry(tables, _time).FindAsync("new.example", Cancel);
            Assert.Equal(wasRenamed ? "a.example" : "new.example", found!.Site.Id);
            Assert.Equal(
                wasRenamed ? "new.example" : "a.example",
                (await new SiteRegistry(tables, _time).FindByIdAsync("a.example", Cancel))!.Site.Domain
            );
        }
    }

    [Fact]
    public async Task A_change_that_was_broken_off_leaves_the_name_free()
    {
        await AddAsync("a.example");
        await _tables.CommitAsync(
            TableNames.Sites,
            "b.example",
            [TableOperation.Insert("site-name", default, "a.example"u8.ToArray())],
            Cancel
        );

        Assert.Null(await _sites.FindAsync("b.example", Cancel));
        await AddAsync("b.example");
        Assert.Equal("b.example", await IdOfAsync("b.example"));
    }

    [Fact]
    public async Task A_site_gives_up_ten_names_within_the_grace_and_no_more()
    {
        await AddAsync("a.example");
        for (var number = 0; number < Site.MaxFormerNames; number++)
        {
            await RenameAsync("a.example", $"{number}.example");
        }

        Assert.Contains("more than 10", await RefusalAsync("a.example", "one-more.example"), StringComparison.Ordinal);
        _time.Advance(Site.Grace);
        await RenameAsync("a.example", "one-more.example");
    }

    [Fact]
    public async Task A_registration_of_an_older_release_has_its_domain_as_name()
    {
        await _tables.CommitAsync(
            TableNames.Sites,
            "old.example",
            [
                TableOperation.Insert(
                    "site",
                    """{"domain":"old.example","time_zone":"Etc/UTC","created_at":"2026-01-01T00:00:00+00:00","is_public":false}"""u8.ToArray()
                ),
            ],
            Cancel
        );

        Assert.Equal("old.example", (await _sites.FindAsync("old.example", Cancel))!.Site.Domain);
        await AddAsync("a.example");
        Assert.Contains("'old.example'", await RefusalAsync("a.example", "old.example"), StringComparison.Ordinal);
        await RenameAsync("old.example", "new.example");
        Assert.Equal(
            """{"domain":"old.example","time_zone":"Etc/UTC","created_at":"2026-01-01T00:00:00+00:00","is_public":false,"renamed_to":"new.example","former_names":[{"name":"old.example","until":"2026-03-13T12:00:00+00:00"}]}""",
            Encoding.UTF8.GetString((await _tables.ReadAsync(TableNames.Sites, "old.example", "site", Cancel))!.Body.Span)
        );
    }

    [Theory]
    [InlineData("a.example", true)]
    [InlineData("a.example~2", true)]
    [InlineData("A.example", false)]
    [InlineData("a.example~", false)]
    [InlineData("~2", false)]
    [InlineData("a/b~2", false)]
    [InlineData("a.example~2x", false)]
    public void An_id_is_a_name_and_perhaps_a_number(string text, bool isId) => Assert.Equal(isId, SiteDomain.IsId(text));

    [Fact]
    public async Task The_longest_name_can_be_registered_again()
    {
        var longest = new string('a', SiteDomain.MaxLength);
        await AddAsync(longest);
        await RenameAsync(longest, "b.example");
        _time.Advance(Site.Grace);

        var id = await _sites.FreeIdAsync(longest, Cancel);
        Assert.Equal(SiteDomain.MaxLength, id.Length);
        Assert.True(await _sites.CreateAsync(SiteOf(id) with { RenamedTo = longest }, Cancel));
        Assert.Equal(id, await IdOfAsync(longest));
    }

    private static Site SiteOf(string id) => new(id, "Etc/UTC", DateTimeOffset.UnixEpoch);

    private async Task AddAsync(string domain) => Assert.True(await _sites.CreateAsync(SiteOf(domain), Cancel));

    private async Task<Site> RenameAsync(string id, string name) =>
        (await _sites.UpdateAsync(id, site => site.Rename(name, _time.GetUtcNow()), Cancel))!;

    private async Task<string> RefusalAsync(string id, string name) =>
        (await Assert.ThrowsAsync<SiteNameException>(() => RenameAsync(id, name))).Message;

    private async Task<string?> IdOfAsync(string name)
    {
        var found = (await new SiteRegistry(_tables, _time).FindAsync(name, Cancel))?.Site.Id;
        Assert.Equal(found, (await _sites.FindAsync(name, Cancel))?.Site.Id);
        return found;
    }
}

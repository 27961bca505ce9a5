using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Keys;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Keys;

public sealed class ApiKeyRegistryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly ApiKeyRegistry _keys;

    public ApiKeyRegistryTests() => _keys = Registry();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_known_from_the_moment_in_which_it_is_made_to_that_in_which_it_is_deleted()
    {
        var made = await _keys.CreateAsync("new", KeyScopes.Stats, null, Cancel);
        Assert.True(_keys.IsRemembered(made.Secret));

        await _keys.DeleteAsync(made.Key.Id, Cancel);
        Assert.False(_keys.IsRemembered(made.Secret));
    }

    [Fact]
    public async Task A_made_key_is_found_by_its_secret()
    {
        var made = await _keys.CreateAsync("dashboard", KeyScopes.Stats, "example.com", Cancel);

        var found = await Registry().FindAsync(made.Secret, Cancel);

        Assert.Equal(made.Key, found);
        Assert.Equal(KeyScopes.Stats, found!.Scopes);
        Assert.StartsWith(ApiKeyRegistry.Prefix, made.Secret);
        Assert.Equal(ApiKeyRegistry.Prefix.Length + 43, made.Secret.Length);
    }

    [Fact]
    public async Task The_secret_is_stored_nowhere()
    {
        var made = await _keys.CreateAsync("dashboard", KeyScopes.Stats, null, Cancel);

        await foreach (var row in _tables.ReadRangeAsync(TableNames.Control, "keys", "", null, false, Cancel))
        {
            Assert.DoesNotContain(made.Secret[4..], Encoding.UTF8.GetString(row.Body.Span) + row.RowKey);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made.Secret))), made.Key.Id);
    }

    [Fact]
    public async Task The_use_of_a_key_is_written_once_in_ten_minutes_by_all_processes()
    {
        var made = await _keys.CreateAsync("a", KeyScopes.Stats, null, Cancel);
        var other = Registry();
        await UseAsync(_keys, made);
        var first = _time.Now;
        _time.Advance(ApiKeyRegistry.UseInterval - TimeSpan.FromSeconds(1));
        var writes = 0;
        _tables.BeforeCommit = (_, _) =>
        {
            writes++;
            return ValueTask.CompletedTask;
        };
        await UseAsync(_keys, made);
        await UseAsync(other, made);
        Assert.Equal((0, first), (writes, Assert.Single(await _keys.ListAsync(Cancel)).LastUsedAt));

        _time.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(_keys, made);
        await UseAsync(_keys, made);

        Assert.Equal((1, _time.Now), (writes, Assert.Single(await Registry().ListAsync(Cancel)).LastUsedAt));
    }

    [Fact]
    public async Task The_use_of_a_key_that_is_deleted_meanwhile_does_not_bring_it_back_and_a_failing_table_does_not_matter()
    {
        var made = await _keys.CreateAsync("a", KeyScopes.Stats, null, Cancel);
        var other = Registry();
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            await other.DeleteAsync(made.Key.Id, Cancel);
        };
        await UseAsync(_keys, made);
        Assert.Empty(await _keys.ListAsync(Cancel));

        var kept = await _keys.CreateAsync("b", KeyScopes.Stats, null, Cancel);
        _tables.BeforeCommit = (_, _) => throw new IOException("The table does not answer.");
        await UseAsync(_keys, kept);
        Assert.Null(Assert.Single(await _keys.ListAsync(Cancel)).LastUsedAt);
    }

    [Fact]
    public async Task The_keys_of_a_deleted_site_are_gone_and_others_stay()
    {
        var ofSite = await _keys.CreateAsync("a", KeyScopes.Stats, "example.com", Cancel);
        var ofOther = await _keys.CreateAsync("b", KeyScopes.Stats, "other.com", Cancel);
        var ofAll = await _keys.CreateAsync("c", KeyScopes.Sites, null, Cancel);

        await _keys.DeleteOfSiteAsync("example.com", Cancel);

        Assert.Null(await _keys.FindAsync(ofSite.Secret, Cancel));
        Assert.NotNull(await _keys.FindAsync(ofOther.Secret, Cancel));
        Assert.NotNull(await _keys.FindAsync(ofAll.Secret, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ana_nonsense")]
    public async Task An_unknown_key_is_not_found(string secret) => Assert.Null(await _keys.FindAsync(secret, Cancel));

    [Fact]
    public async Task A_text_of_any_length_is_no_key() => Assert.Null(await _keys.FindAsync(new string('x', 100_000), Cancel));

    [Fact]
    public async Task A_deleted_key_is_gone_here_at_once_and_elsewhere_after_thirty_seconds()
    {
        var made = await _keys.CreateAsync("dashboard", KeyScopes.Stats, null, Cancel);
        var other = Registry();
        Assert.NotNull(await _keys.FindAsync(made.Secret, Cancel));
        Assert.NotNull(await other.FindAsync(made.Secret, Cancel));

        Assert.True(await _keys.DeleteAsync(made.Key.Id, Cancel));
        Assert.False(await _keys.DeleteAsync(made.Key.Id, Cancel));

        Assert.Null(await _keys.FindAsync(made.Secret, Cancel));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await other.FindAsync(made.Secret, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("initial-admin")]
    [InlineData("0F9C4C1F0B7E2A5D8C3B6A9E4D7F1C2B5A8E3D6F9C1B4A7E2D5F8C3B6A9E4D7F")]
    [InlineData("../keys")]
    public async Task What_is_no_id_deletes_nothing(string id)
    {
        await _keys.EnsureAdminKeyAsync(Cancel);

        Assert.False(await _keys.DeleteAsync(id, Cancel));
        Assert.Null(await _keys.EnsureAdminKeyAsync(Cancel));
    }

    [Fact]
    public async Task The_first_start_makes_one_admin_key_and_shows_it_once()
    {
        var secret = await _keys.EnsureAdminKeyAsync(Cancel);

        Assert.True((await _keys.FindAsync(secret!, Cancel))!.IsAdmin);
        Assert.Null(await _keys.EnsureAdminKeyAsync(Cancel));
        Assert.Null(await Registry().EnsureAdminKeyAsync(Cancel));
        Assert.Single(await _keys.ListAsync(Cancel));
    }

    [Fact]
    public async Task Of_two_processes_that_start_at_once_one_makes_the_admin_key()
    {
        var other = Registry();
        string? theirs = null;
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            theirs = await other.EnsureAdminKeyAsync(Cancel);
        };

        var ours = await _keys.EnsureAdminKeyAsync(Cancel);

        Assert.Null(ours);
        Assert.NotNull(theirs);
        Assert.Single(await _keys.ListAsync(Cancel));
    }

    [Fact]
    public async Task A_configured_admin_key_works_is_not_stored_and_none_is_made()
    {
        var keys = Registry("an operator's own key");

        Assert.Null(await keys.EnsureAdminKeyAsync(Cancel));
        Assert.True((await keys.FindAsync("an operator's own key", Cancel))!.IsAdmin);
        Assert.Empty(await keys.ListAsync(Cancel));
        Assert.Null(await _keys.FindAsync("an operator's own key", Cancel));
    }

    [Fact]
    public void A_short_configured_admin_key_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Registry("secret"));

        Assert.Contains("6 characters", error.Message);
        Assert.DoesNotContain("secret ", error.Message);
    }

    [Fact]
    public async Task The_list_is_in_order_of_making()
    {
        for (var i = 0; i < 5; i++)
        {
            await _keys.CreateAsync($"key {i}", KeyScopes.Import, null, Cancel);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["key 0", "key 1", "key 2", "key 3", "key 4"], (await _keys.ListAsync(Cancel)).Select(key => key.Name));
    }

    [Theory]
    [InlineData(KeyScopes.Stats, null, KeyScopes.Stats, true)]
    [InlineData(KeyScopes.Stats, null, KeyScopes.Import, false)]
    [InlineData(KeyScopes.Stats, "example.com", KeyScopes.Stats, true)]
    [InlineData(KeyScopes.Stats, "other.com", KeyScopes.Stats, false)]
    [InlineData(KeyScopes.Admin, null, KeyScopes.Sites, true)]
    [InlineData(KeyScopes.Sites | KeyScopes.Import, null, KeyScopes.Import, true)]
    public void A_key_may_what_its_scopes_and_its_site_allow(KeyScopes has, string? site, KeyScopes asked, bool expected) =>
        Assert.Equal(expected, new ApiKey("", "", has, site, default).May(asked, "example.com"));

    private ApiKeyRegistry Registry(string? configured = null) => new(_tables, _time, RandomNumberGenerator.Fill, configured);

    private static async Task UseAsync(ApiKeyRegistry keys, NewApiKey made) =>
        await keys.NoteUseAsync((await keys.FindAsync(made.Secret, Cancel))!, Cancel);
}

using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Keys;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Keys;

public sealed class SessionRegistryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly ApiKeyRegistry _keys;
    private readonly SessionRegistry _sessions;

    public SessionRegistryTests()
    {
        _keys = new ApiKeyRegistry(_tables, _time, RandomNumberGenerator.Fill, "an operator's own key");
        _sessions = Registry();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_found_by_its_token_which_is_stored_nowhere()
    {
        var key = (await _keys.CreateAsync("dashboard", KeyScopes.Stats, null, Cancel)).Key;
        var made = await _sessions.CreateAsync(key, Cancel);

        var found = await Registry().FindAsync(made.Token, Cancel);

        Assert.Equal((made.Session, key), found);
        var rows = await RowsAsync();
        Assert.DoesNotContain(made.Token[9..], rows);
        Assert.DoesNotContain(SessionRegistry.CrossSiteToken(made.Token), rows);
        Assert.NotEqual(made.Token, SessionRegistry.CrossSiteToken(made.Token));
    }

    [Fact]
    public async Task The_operators_own_key_has_sessions_as_long_as_it_is_configured()
    {
        var made = await _sessions.CreateAsync((await _keys.FindAsync("an operator's own key", Cancel))!, Cancel);
        var rotated = new SessionRegistry(
            _tables,
            new ApiKeyRegistry(_tables, _time, RandomNumberGenerator.Fill, "another operator's key"),
            _time,
            RandomNumberGenerator.Fill
        );

        Assert.True((await _sessions.FindAsync(made.Token, Cancel))!.Value.Key.IsAdmin);
        Assert.Null(await rotated.FindAsync(made.Token, Cancel));
    }

    [Fact]
    public async Task A_session_that_another_process_ended_ends_here_after_thirty_seconds()
    {
        var other = Registry();
        var made = await _sessions.CreateAsync(await KeyAsync(), Cancel);
        Assert.NotNull(await other.FindAsync(made.Token, Cancel));

        await _sessions.DeleteAsync(made.Token, Cancel);

        Assert.Null(await _sessions.FindAsync(made.Token, Cancel));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await other.FindAsync(made.Token, Cancel));
    }

    [Fact]
    public async Task A_key_that_another_process_deleted_ends_its_sessions_here_after_thirty_seconds()
    {
        var key = await KeyAsync();
        var made = await _sessions.CreateAsync(key, Cancel);
        Assert.NotNull(await _sessions.FindAsync(made.Token, Cancel));

        await new ApiKeyRegistry(_tables, _time, RandomNumberGenerator.Fill).DeleteAsync(key.Id, Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await _sessions.FindAsync(made.Token, Cancel));
    }

    [Fact]
    public async Task Sessions_that_have_expired_are_deleted_by_new_ones_a_hundred_operations_at_a_time()
    {
        var key = await KeyAsync();
        for (var i = 0; i < 150; i++)
        {
            await _sessions.CreateAsync(key, Cancel);
        }

        _time.Advance(SessionRegistry.Lifetime + TimeSpan.FromDays(1));
        await _sessions.CreateAsync(key, Cancel);
        Assert.Equal(52, await CountAsync());
        await _sessions.CreateAsync(key, Cancel);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Two_processes_that_delete_the_same_expired_sessions_both_begin_theirs()
    {
        var key = await KeyAsync();
        await _sessions.CreateAsync(key, Cancel);
        _time.Advance(SessionRegistry.Lifetime + TimeSpan.FromDays(1));
        var other = Registry();
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            await other.CreateAsync(key, Cancel);
        };

        var made = await _sessions.CreateAsync(key, Cancel);

        Assert.NotNull(await _sessions.FindAsync(made.Token, Cancel));
        Assert.Equal(2, await CountAsync());
    }

    private SessionRegistry Registry() => new(_tables, _keys, _time, RandomNumberGenerator.Fill);

    private async Task<ApiKey> KeyAsync() => (await _keys.CreateAsync("dashboard", KeyScopes.Stats, null, Cancel)).Key;

    private async Task<int> CountAsync()
    {
        var count = 0;
        await foreach (var _ in _tables.ReadRangeAsync(TableNames.Control, "sessions", "", null, true, Cancel))
        {
            count++;
        }

        return count;
    }

    private async Task<string> RowsAsync()
    {
        var text = new StringBuilder();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Control, "sessions", "", null, false, Cancel))
        {
            text.Append(row.RowKey).Append(Encoding.UTF8.GetString(row.Body.Span));
        }

        return text.ToString();
    }
}

using System.Text;
using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Definitions;

public sealed class DefinitionTableTests
{
    private const string Site = "example.com";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly DefinitionTable<Goal> _table;

    public DefinitionTableTests() => _table = Table();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Definitions_are_listed_in_the_order_in_which_they_were_added()
    {
        for (var i = 1; i <= 12; i++)
        {
            Assert.Equal($"{i}", (await AddAsync($"goal {13 - i}")).Id);
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"{i}"), (await Table().ListAsync(Site, Cancel)).Select(goal => goal.Id));
        Assert.Empty(await _table.ListAsync("other.com", Cancel));
    }

    [Fact]
    public async Task An_id_is_never_given_twice()
    {
        var last = await AddAsync("first");
        await _table.ChangeAsync(Site, _ => DefinitionChange<Goal>.Delete(last), Cancel);

        Assert.Equal("2", (await AddAsync("second")).Id);
        Assert.Null(await _table.FindAsync(Site, "1", Cancel));
    }

    [Fact]
    public async Task A_decision_holds_when_it_is_stored_although_another_instance_decides_at_the_same_time()
    {
        var other = Table();
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            await other.ChangeAsync(Site, AddIfNone, Cancel);
        };

        await _table.ChangeAsync(Site, AddIfNone, Cancel);

        Assert.Single(await _table.ListAsync(Site, Cancel));
    }

    [Fact]
    public async Task A_change_by_another_instance_shows_after_thirty_seconds_and_here_at_once()
    {
        var other = Table();
        Assert.Empty(await other.ListAsync(Site, Cancel));
        var added = await AddAsync("first");
        await _table.ChangeAsync(Site, _ => DefinitionChange<Goal>.Replace(added with { DisplayName = "changed" }), Cancel);

        Assert.Equal("changed", Assert.Single(await _table.ListAsync(Site, Cancel)).DisplayName);
        Assert.Empty(await other.ListAsync(Site, Cancel));
        _time.Advance(DefinitionTable<Goal>.Freshness);
        Assert.Single(await other.ListAsync(Site, Cancel));
    }

    [Fact]
    public async Task A_site_has_at_most_as_many_as_the_kind_allows()
    {
        var table = Table(max: 3);
        for (var i = 0; i < 3; i++)
        {
            await table.ChangeAsync(Site, _ => DefinitionChange<Goal>.Add(Named($"{i}")), Cancel);
        }

        var error = await Assert.ThrowsAsync<DefinitionException>(async () =>
            await table.ChangeAsync(Site, _ => DefinitionChange<Goal>.Add(Named("more")), Cancel)
        );

        Assert.Contains("3 goals", error.Message);
        Assert.Equal(3, (await table.ListAsync(Site, Cancel)).Count);
    }

    [Fact]
    public async Task Kinds_whose_names_begin_alike_stay_apart()
    {
        var longer = new DefinitionTable<Goal>(_tables, _time, new("goals2", "goals", 10, DefinitionJson.Default.Goal));
        await longer.ChangeAsync(Site, _ => DefinitionChange<Goal>.Add(Named("other kind")), Cancel);
        await AddAsync("this kind");

        Assert.Equal("this kind", Assert.Single(await Table().ListAsync(Site, Cancel)).DisplayName);
        Assert.Equal("other kind", Assert.Single(await longer.ListAsync(Site, Cancel)).DisplayName);
    }

    [Fact]
    public async Task The_stored_form_of_a_goal_stays_readable()
    {
        await _table.ChangeAsync(
            Site,
            _ =>
                DefinitionChange<Goal>.Add(
                    new("", "Read half", GoalKind.Scroll, null, "/blog/**", 50, null, new Dictionary<string, string> { ["plan"] = "team" })
                ),
            Cancel
        );
        var stored = await _tables.ReadAsync(TableNames.Sites, Site, "goal|0000000001", Cancel);

        Assert.Equal(
            """{"id":"1","display_name":"Read half","kind":"Scroll","page_path":"/blog/**","scroll_threshold":50,"properties":{"plan":"team"}}""",
            Encoding.UTF8.GetString(stored!.Body.Span)
        );
        Assert.Equal("2", Encoding.UTF8.GetString((await _tables.ReadAsync(TableNames.Sites, Site, "goal", Cancel))!.Body.Span));
    }

    [Theory]
    [InlineData("goal|0000000001", "{\"id\":")]
    [InlineData("goal", "many")]
    public async Task A_damaged_row_is_an_error_that_names_it(string row, string body)
    {
        await _tables.CommitAsync(TableNames.Sites, Site, [TableOperation.Insert(row, Encoding.UTF8.GetBytes(body))], Cancel);

        var error = await Assert.ThrowsAsync<TableCorruptException>(async () => await _table.ListAsync(Site, Cancel));
        Assert.Contains(row, error.Message);
    }

    private static DefinitionChange<Goal> AddIfNone(IReadOnlyList<Goal> all) =>
        all.Count == 0 ? DefinitionChange<Goal>.Add(Named("only")) : DefinitionChange<Goal>.None;

    private static Goal Named(string name) => new("", name, GoalKind.Event, name, null, null, null, new Dictionary<string, string>());

    private DefinitionTable<Goal> Table(int max = 1_000) => new(_tables, _time, new("goal", "goals", max, DefinitionJson.Default.Goal));

    private async Task<Goal> AddAsync(string name) =>
        (await _table.ChangeAsync(Site, _ => DefinitionChange<Goal>.Add(Named(name)), Cancel))!;
}

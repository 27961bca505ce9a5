using System.Text.Json;
using Analytics.Core.Definitions;

namespace Analytics.Core.Tests.Definitions;

public sealed class GoalRegistryTests
{
    private const string Site = "example.com";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segment_that_another_instance_stores_while_a_goal_is_renamed_has_the_new_name()
    {
        var goals = Goals();
        var goal = await goals.FindOrCreateAsync(Site, Goal("Docs"), Cancel);
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            await AddSegmentAsync("Docs");
        };

        await goals.UpdateAsync(Site, goal with { DisplayName = "Manual" }, Cancel);

        Assert.Equal("""[["is","event:goal",["Manual"]]]""", await FiltersAsync());
    }

    [Fact]
    public async Task A_goal_is_not_deleted_if_another_instance_stores_a_segment_that_names_it()
    {
        var goals = Goals();
        var goal = await goals.FindOrCreateAsync(Site, Goal("Docs"), Cancel);
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            await AddSegmentAsync("Docs");
        };

        await Assert.ThrowsAsync<DefinitionException>(() => goals.DeleteAsync(Site, goal.Id, Cancel).AsTask());

        Assert.Single(await Goals().ListAsync(Site, Cancel));
    }

    [Fact]
    public async Task A_clause_that_names_two_goals_without_regard_to_case_names_both_after_one_is_renamed()
    {
        var goals = Goals();
        await goals.FindOrCreateAsync(Site, Goal("DOCS"), Cancel);
        var goal = await goals.FindOrCreateAsync(Site, Goal("Docs"), Cancel);
        await AddSegmentAsync("docs", ",{\"case_sensitive\":false}");

        await goals.UpdateAsync(Site, goal with { DisplayName = "Manual" }, Cancel);

        Assert.Equal("""[["is","event:goal",["docs","Manual"],{"case_sensitive":false}]]""", await FiltersAsync());
    }

    [Fact]
    public async Task Each_currency_of_the_same_events_may_have_a_goal_of_its_own_name()
    {
        var goals = Goals();
        var euros = await goals.FindOrCreateAsync(Site, Goal("Sale") with { Currency = "EUR" }, Cancel);
        var francs = await goals.FindOrCreateAsync(Site, Goal("Sale") with { DisplayName = "Sale (CHF)", Currency = "CHF" }, Cancel);
        var again = await goals.FindOrCreateAsync(Site, Goal("Sale") with { DisplayName = "Other", Currency = "CHF" }, Cancel);
        Assert.Equal(francs.Id, again.Id);
        Assert.Equal([euros.Id, francs.Id], (await goals.ListAsync(Site, Cancel)).Select(goal => goal.Id));

        const string Exists = "currency: the goal exists as 'Sale' (id 1) with EUR; change or delete that one";
        Assert.Equal(Exists, await RefusalAsync(Goal("Sale") with { DisplayName = "Sale without revenue" }));
        Assert.Equal($"{Exists}, or give this one another display_name", await RefusalAsync(Goal("Sale") with { Currency = "USD" }));
        await Assert.ThrowsAsync<DefinitionException>(() => goals.UpdateAsync(Site, francs with { Currency = "EUR" }, Cancel).AsTask());
        Assert.True(await goals.UpdateAsync(Site, francs with { Currency = "USD" }, Cancel));

        async Task<string> RefusalAsync(Goal goal) =>
            (await Assert.ThrowsAsync<DefinitionException>(() => goals.FindOrCreateAsync(Site, goal, Cancel).AsTask())).Message;
    }

    private GoalRegistry Goals() => new(_tables, _time, [new DefinitionRegistry(_tables, _time)]);

    private static Goal Goal(string name) =>
        new(string.Empty, name, GoalKind.Event, name, null, null, null, new Dictionary<string, string>());

    private async Task AddSegmentAsync(string goal, string modifier = "")
    {
        using var content = JsonDocument.Parse($$"""{"filters":[["is","event:goal",["{{goal}}"]{{modifier}}]]}""");
        var segment = new StoredDefinition(string.Empty, "Readers", null, default, default, content.RootElement.Clone());
        await new DefinitionRegistry(_tables, _time)
            .Of(DefinitionRegistry.Segments)
            .ChangeAsync(Site, _ => DefinitionChange<StoredDefinition>.Add(segment), Cancel);
    }

    private async Task<string> FiltersAsync() =>
        Assert
            .Single(await new DefinitionRegistry(_tables, _time).Of(DefinitionRegistry.Segments).ListAsync(Site, Cancel))
            .Content.GetProperty("filters")
            .GetRawText();
}

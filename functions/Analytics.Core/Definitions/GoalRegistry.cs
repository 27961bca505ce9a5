using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>The goals of sites, as their owners define them. Safe for concurrent use.</summary>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached goals.</param>
public sealed class GoalRegistry(ITableStore tables, TimeProvider time) : IGoalDirectory
{
    /// <summary>The maximum number of goals of a site.</summary>
    public const int MaxGoals = 1_000;

    private readonly DefinitionTable<Goal> _goals = new(tables, time, new("goal", "goals", MaxGoals, DefinitionJson.Default.Goal));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Goal>> ListAsync(string site, CancellationToken cancellationToken) =>
        [.. (await _goals.ListAsync(site, cancellationToken)).OrderBy(goal => goal.DisplayName, StringComparer.Ordinal)];

    /// <summary>Returns the goal of an id; null if there is none.</summary>
    public ValueTask<Goal?> FindAsync(string site, string id, CancellationToken cancellationToken) =>
        _goals.FindAsync(site, id, cancellationToken);

    /// <summary>Returns the goal that the same events reach, or adds one.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="goal">The goal; the registry assigns its id.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="DefinitionException">
    /// Another goal has the display name, the goal exists with another currency, or the site has as many goals as it may have.
    /// </exception>
    public async ValueTask<Goal> FindOrCreateAsync(string site, Goal goal, CancellationToken cancellationToken) =>
        (
            await _goals.ChangeAsync(
                site,
                all =>
                {
                    if (all.FirstOrDefault(goal.IsReachedBySameEvents) is { } same)
                    {
                        return same.Currency == goal.Currency
                            ? DefinitionChange<Goal>.Keep(same)
                            : throw new DefinitionException(
                                $"currency: the goal exists as '{same.DisplayName}' (id {same.Id}) with "
                                    + $"{same.Currency ?? "no currency"}; change or delete that one"
                            );
                    }

                    RequireFreeName(all, goal);
                    return DefinitionChange<Goal>.Add(goal);
                },
                cancellationToken
            )
        )!;

    /// <summary>Replaces a goal.</summary>
    /// <returns>False if there is none with the id.</returns>
    /// <exception cref="DefinitionException">Another goal has the display name, or the same events reach another.</exception>
    public async ValueTask<bool> UpdateAsync(string site, Goal goal, CancellationToken cancellationToken) =>
        await _goals.ChangeAsync(
            site,
            all =>
            {
                if (all.All(other => other.Id != goal.Id))
                {
                    return DefinitionChange<Goal>.None;
                }

                RequireFreeName(all, goal);
                return all.FirstOrDefault(other => other.Id != goal.Id && goal.IsReachedBySameEvents(other)) is { } same
                    ? throw new DefinitionException(
                        $"goal_type: the same events reach goal '{same.DisplayName}' (id {same.Id}); change or delete that one"
                    )
                    : DefinitionChange<Goal>.Replace(goal);
            },
            cancellationToken
        )
            is not null;

    /// <summary>Deletes a goal. Its events stay.</summary>
    /// <returns>False if there is none with the id.</returns>
    public ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken) =>
        _goals.DeleteAsync(site, id, cancellationToken);

    /// <summary>Drops the cached goals of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _goals.Forget(site);

    private static void RequireFreeName(IReadOnlyList<Goal> all, Goal goal)
    {
        if (all.FirstOrDefault(other => other.Id != goal.Id && other.DisplayName == goal.DisplayName) is { } taken)
        {
            throw new DefinitionException(
                $"display_name: '{goal.DisplayName}' is the name of another goal (id {taken.Id}); choose another name"
            );
        }
    }
}

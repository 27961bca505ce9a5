using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>The goals of sites, as their owners define them. Safe for concurrent use.</summary>
/// <remarks>
/// Segments, funnels and alerts name goals. All are rows of the site's partition, so that one transaction renames a goal everywhere: no
/// reader of the tables finds a name without its goal, and neither does a process that starts after another ended in between.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock that expires cached goals.</param>
/// <param name="users">The definitions that name goals; null for none.</param>
/// <param name="metricUsers">The definitions that need a metric of a goal; null for none.</param>
public sealed class GoalRegistry(
    ITableStore tables,
    TimeProvider time,
    IEnumerable<IDefinitionUsers<GoalRename>>? users = null,
    IEnumerable<IDefinitionUsers<GoalChange>>? metricUsers = null
) : IGoalDirectory
{
    /// <summary>The maximum number of goals of a site.</summary>
    public const int MaxGoals = 1_000;

    /// <summary>
    /// The maximum number of definitions that are renamed with a goal: a transaction also has the goal and a counter of each kind.
    /// </summary>
    internal const int MaxRenamed = TableLimits.MaxOperations - 10;

    // The rest is left for the goal and the counters.
    private const int MaxRenamedBytes = TableLimits.MaxTransactionBytes - 128 * 1024;

    private readonly IReadOnlyList<IDefinitionUsers<GoalRename>> _users = [.. users ?? []];
    private readonly IReadOnlyList<IDefinitionUsers<GoalChange>> _metricUsers = [.. metricUsers ?? []];
    private readonly DefinitionTable<Goal> _goals = new(tables, time, new("goal", "goals", MaxGoals, DefinitionJson.Default.Goal));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Goal>> ListAsync(string site, CancellationToken cancellationToken) =>
        [.. (await _goals.ListAsync(site, cancellationToken)).OrderBy(goal => goal.DisplayName, StringComparer.Ordinal)];

    /// <summary>Returns the goal of an id; null if there is none.</summary>
    public ValueTask<Goal?> FindAsync(string site, string id, CancellationToken cancellationToken) =>
        _goals.FindAsync(site, id, cancellationToken);

    /// <summary>
    /// Returns the goal that the same events reach, or adds one. Goals with revenue in different currencies may be reached by the same
    /// events, so that the revenue of each currency has its goal.
    /// </summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="goal">The goal; the registry assigns its id.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="DefinitionException">
    /// Another goal has the display name, the goal exists with or without a currency, or the site has as many goals as it may have.
    /// </exception>
    public async ValueTask<Goal> FindOrCreateAsync(string site, Goal goal, CancellationToken cancellationToken) =>
        (
            await _goals.ChangeAsync(
                site,
                all =>
                {
                    if (all.FirstOrDefault(goal.CountsTheSame) is { } same)
                    {
                        return DefinitionChange<Goal>.Keep(same);
                    }

                    if (all.FirstOrDefault(goal.IsReachedBySameEvents) is { } unlike && !IsNamedApart(goal, unlike))
                    {
                        throw new DefinitionException(
                            $"currency: the goal exists as '{unlike.DisplayName}' (id {unlike.Id}) with "
                                + $"{unlike.Currency ?? "no currency"}; change or delete that one"
                                + (IsOfAnotherCurrency(goal, unlike) ? ", or give this one another display_name" : string.Empty)
                        );
                    }

                    RequireFreeName(all, goal);
                    return DefinitionChange<Goal>.Add(goal);
                },
                cancellationToken
            )
        )!;

    /// <summary>Replaces a goal. Segments, funnels and alerts that name it have its new name from then on.</summary>
    /// <returns>False if there is none with the id.</returns>
    /// <exception cref="DefinitionException">
    /// Another goal has the display name, the same events reach another, an alert is of a metric that the goal would no longer have, or
    /// more than <see cref="MaxRenamed"/> definitions name the goal.
    /// </exception>
    public async ValueTask<bool> UpdateAsync(string site, Goal goal, CancellationToken cancellationToken) =>
        await ChangeAsync(
            site,
            all =>
            {
                if (all.All(other => other.Id != goal.Id))
                {
                    return DefinitionChange<Goal>.None;
                }

                RequireFreeName(all, goal);
                return
                    all.FirstOrDefault(other =>
                        other.Id != goal.Id && goal.IsReachedBySameEvents(other) && !IsOfAnotherCurrency(goal, other)
                    )
                        is { } same
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
    /// <exception cref="DefinitionException">Segments, funnels or alerts that all readers of the site see name it.</exception>
    public async ValueTask<bool> DeleteAsync(string site, string id, CancellationToken cancellationToken) =>
        await ChangeAsync(site, all => DefinitionChange<Goal>.DeleteById(all, id), cancellationToken) is not null;

    /// <summary>Drops the cached goals of a site. Call it after the site was deleted.</summary>
    /// <param name="site">The site's domain.</param>
    public void Forget(string site) => _goals.Forget(site);

    /// <summary>Returns true if both goals have revenue, in different currencies.</summary>
    private static bool IsOfAnotherCurrency(Goal goal, Goal other) =>
        goal.Currency is not null && other.Currency is not null && goal.Currency != other.Currency;

    private static bool IsNamedApart(Goal goal, Goal other) => IsOfAnotherCurrency(goal, other) && goal.DisplayName != other.DisplayName;

    private async ValueTask<Goal?> ChangeAsync(
        string site,
        Func<IReadOnlyList<Goal>, DefinitionChange<Goal>> decide,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _goals.ChangeAsync(
                site,
                decide,
                (all, change, token) => ChangeUsersAsync(site, all, change, token),
                cancellationToken
            );
        }
        finally
        {
            foreach (var user in _users)
            {
                user.Forget(site);
            }
        }
    }

    /// <summary>
    /// Returns the operations that rename a goal in the definitions that name it, or keep others from being added meanwhile.
    /// </summary>
    private async ValueTask<IReadOnlyList<TableOperation>> ChangeUsersAsync(
        string site,
        IReadOnlyList<Goal> all,
        DefinitionChange<Goal> change,
        CancellationToken cancellationToken
    )
    {
        var before = all.First(goal => goal.Id == change.Definition!.Id);
        var after = change.Kind == DefinitionChangeKind.Delete ? null : change.Definition!;
        if (after?.DisplayName == before.DisplayName)
        {
            return (await ReadMetricUsersAsync(site, before, after, cancellationToken)).Operations;
        }

        var rename = new GoalRename(before.DisplayName, after?.DisplayName, [.. all.Where(goal => goal.Id != before.Id)]);
        var uses = await DefinitionUses.ReadAsync(_users, site, rename, cancellationToken);
        if (after is null)
        {
            uses.RequireNone($"goal '{before.DisplayName}'");
        }
        else
        {
            // Read last: what is added meanwhile is seen here, or makes the operations of the rename fail.
            await ReadMetricUsersAsync(site, before, after, cancellationToken);
        }

        var (names, operations) = (uses.Names, uses.Operations);
        return names.Count <= MaxRenamed && operations.Sum(operation => operation.ContentBytes) <= MaxRenamedBytes
            ? operations
            : throw new DefinitionException(
                $"display_name: '{before.DisplayName}' is named by {names.Count} segments, funnels and alerts, "
                    + "more than a goal is renamed with; keep the name, or delete some of them first"
            );
    }

    /// <exception cref="DefinitionException">A definition needs a metric that the goal would no longer have.</exception>
    private async ValueTask<DefinitionUses> ReadMetricUsersAsync(string site, Goal before, Goal after, CancellationToken cancellationToken)
    {
        var uses = await DefinitionUses.ReadAsync(_metricUsers, site, new GoalChange(before, after), cancellationToken);
        uses.RequireNone(
            $"goal_type or currency: goal '{before.DisplayName}' would no longer have the metric of",
            "give it another metric, or delete it, first"
        );
        return uses;
    }

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

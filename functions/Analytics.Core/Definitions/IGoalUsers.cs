using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>Stored definitions that name goals, such as segments and alerts. Safe for concurrent use.</summary>
public interface IGoalUsers
{
    /// <summary>Reads the definitions that name a goal.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="rename">The change of the goal's name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    ValueTask<GoalUses> ReadUsesAsync(string site, GoalRename rename, CancellationToken cancellationToken);

    /// <summary>Drops the cached definitions of a site. Call it after the operations of <see cref="GoalUses"/> were committed.</summary>
    /// <param name="site">The site's domain.</param>
    void Forget(string site);
}

/// <summary>The definitions that name a goal.</summary>
/// <param name="Names">Their names for people, such as <c>segment 'Readers' (id 3)</c>.</param>
/// <param name="Operations">
/// Operations on the site's partition that write the goal's new name into them. They fail if any definition of the same kind was stored
/// in between.
/// </param>
public sealed record GoalUses(IReadOnlyList<string> Names, IReadOnlyList<TableOperation> Operations);

namespace Analytics.Core.Definitions;

/// <summary>
/// Stored definitions that name others, such as segments that name goals, and shared links that name segments. Safe for concurrent use.
/// </summary>
/// <typeparam name="TChange">
/// The change of what is named: <see cref="GoalRename"/> or <see cref="SegmentRemoval"/>.
/// </typeparam>
public interface IDefinitionUsers<in TChange>
{
    /// <summary>Reads the definitions that a change concerns.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="change">The change of what they name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    ValueTask<DefinitionUses> ReadUsesAsync(string site, TChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the cached definitions of a site. Call it after the operations of <see cref="DefinitionUses"/> were committed.
    /// </summary>
    /// <param name="site">The site's domain.</param>
    void Forget(string site);
}

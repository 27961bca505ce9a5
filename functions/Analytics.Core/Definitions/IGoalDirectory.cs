namespace Analytics.Core.Definitions;

/// <summary>The goals of sites. Safe for concurrent use.</summary>
public interface IGoalDirectory
{
    /// <summary>Reads a site's goals, in order of their display names.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>An empty list for a site without goals.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    ValueTask<IReadOnlyList<Goal>> ListAsync(string site, CancellationToken cancellationToken);
}

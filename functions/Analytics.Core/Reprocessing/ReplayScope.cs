namespace Analytics.Core.Reprocessing;

/// <summary>The hour rollups that are rebuilt.</summary>
/// <param name="From">The first hour, Unix seconds.</param>
/// <param name="To">The end, exclusive, a whole hour.</param>
/// <param name="Sites">The sites; null for all.</param>
internal sealed record ReplayScope(long From, long To, IReadOnlySet<string>? Sites)
{
    public bool Contains(long hour) => hour >= From && hour < To;

    public bool Contains(string site) => Sites is null || Sites.Contains(site);
}

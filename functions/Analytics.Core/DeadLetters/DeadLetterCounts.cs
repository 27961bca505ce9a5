namespace Analytics.Core.DeadLetters;

/// <summary>Current numbers of dead letters.</summary>
/// <param name="ByStage">Letters by stage, with an entry for every stage.</param>
/// <param name="BySite">Letters by site, without those of no single site.</param>
public sealed record DeadLetterCounts(IReadOnlyDictionary<DeadLetterStage, long> ByStage, IReadOnlyDictionary<string, long> BySite)
{
    /// <summary>All letters.</summary>
    public long Total => ByStage.Values.Sum();
}

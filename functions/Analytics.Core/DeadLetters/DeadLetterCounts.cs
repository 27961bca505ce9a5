namespace Analytics.Core.DeadLetters;

/// <summary>Numbers of messages that are set aside now.</summary>
/// <param name="ByStage">Letters by stage; every stage is there.</param>
/// <param name="BySite">Letters by site, without those of no single site.</param>
public sealed record DeadLetterCounts(IReadOnlyDictionary<DeadLetterStage, long> ByStage, IReadOnlyDictionary<string, long> BySite)
{
    /// <summary>All letters.</summary>
    public long Total => ByStage.Values.Sum();
}

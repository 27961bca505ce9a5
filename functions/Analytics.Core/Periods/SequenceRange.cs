namespace Analytics.Core.Periods;

/// <summary>Consecutive sequence numbers of one partition.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct SequenceRange(long First, long Last);

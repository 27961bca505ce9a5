namespace Analytics.Web.DeadLetters;

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="After">Where the next page begins; null after the last.</param>
public sealed record DeadLetterListAnswer(IReadOnlyList<DeadLetterAnswer> Letters, string? After);

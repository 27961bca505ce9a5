namespace Analytics.Web.DeadLetters;

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="After">Start of the next page; null after the last.</param>
public sealed record DeadLetterListAnswer(IReadOnlyList<DeadLetterAnswer> Letters, string? After);

namespace Analytics.Core.DeadLetters;

/// <summary>Some dead letters.</summary>
/// <param name="Letters">The letters, without their payloads.</param>
/// <param name="After">Where the next page begins: hand it to the next call; null after the last page.</param>
public sealed record DeadLetterPage(IReadOnlyList<StoredDeadLetter> Letters, string? After);

namespace Analytics.Core.Queries.Imports;

/// <summary>The part of imported daily aggregates in an answer.</summary>
/// <param name="SkipReason">A reason of <see cref="ImportsChoice"/> for which they are not in it; null if they are.</param>
/// <param name="Warning">The reason in words; null where there is nothing to say.</param>
public sealed record ImportsMeta(string? SkipReason = null, string? Warning = null);

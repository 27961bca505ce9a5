namespace Analytics.Core.Queries.Imports;

/// <summary>The use of imported daily aggregates in an answer.</summary>
/// <param name="SkipReason">The constant of <see cref="ImportsChoice"/> that says why they are not included; null if they are.</param>
/// <param name="Warning">The reason in words; null if there is nothing to say.</param>
public sealed record ImportsMeta(string? SkipReason = null, string? Warning = null);

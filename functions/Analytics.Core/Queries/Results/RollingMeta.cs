namespace Analytics.Core.Queries.Results;

/// <summary>Facts about the rolling averages of an answer.</summary>
/// <param name="CompleteFrom">The first time bucket from which on all averages cover their full window, none of it before the site's
/// first event; null if there is none.</param>
/// <param name="Pooled">The ratios whose numerator and denominator were averaged separately.</param>
public sealed record RollingMeta(string? CompleteFrom, IReadOnlyList<string> Pooled);

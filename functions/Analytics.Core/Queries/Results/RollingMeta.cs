namespace Analytics.Core.Queries.Results;

/// <summary>Facts that rolling averages rest on.</summary>
/// <param name="CompleteFrom">
/// The time bucket from which on all of them rest on as many buckets as were asked for, none of them before the site's first event; null
/// if none does.
/// </param>
/// <param name="Pooled">The rates whose numerator and denominator were averaged apart.</param>
public sealed record RollingMeta(string? CompleteFrom, IReadOnlyList<string> Pooled);

namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal that a scan groups by.</summary>
/// <param name="Name">The value of its groups.</param>
/// <param name="Filter">The events that reach it.</param>
/// <param name="Currency">The currency of its revenue; null for none.</param>
public sealed record ScanGoal(string Name, ScanFilter.Goal Filter, string? Currency = null)
{
    /// <summary>Currencies in which other goals of the same events add up revenue, so that it is not missing.</summary>
    public IReadOnlyList<string> OtherCurrencies { get; init; } = [];
}

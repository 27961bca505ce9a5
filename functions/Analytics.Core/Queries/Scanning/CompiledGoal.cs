namespace Analytics.Core.Queries.Scanning;

/// <summary>A goal to group by, compiled for a scan.</summary>
/// <param name="Number">The site's number of its name.</param>
/// <param name="Condition">The events that reach it.</param>
/// <param name="Currency">The currency of its revenue; null for none.</param>
/// <param name="RevenueElsewhere">Revenue in other currencies that is not missing; see <see cref="ScanGoal.OtherCurrencies"/>.</param>
internal sealed record CompiledGoal(
    int Number,
    ScanCondition Condition,
    string? Currency,
    IReadOnlyList<(string Currency, ScanCondition Events)> RevenueElsewhere
);

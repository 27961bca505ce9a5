namespace Analytics.Core.Queries.Scanning;

/// <summary>A question would read more events than its budget has; ask again about a sample of the visitors.</summary>
internal sealed class OverBudgetException() : Exception("The question would read more events than its budget has.");

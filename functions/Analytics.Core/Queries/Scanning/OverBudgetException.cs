namespace Analytics.Core.Queries.Scanning;

/// <summary>Thrown when a question would read more events than its budget; it is repeated with a sample of the visitors.</summary>
internal sealed class OverBudgetException() : Exception("The question would read more events than its budget has.");

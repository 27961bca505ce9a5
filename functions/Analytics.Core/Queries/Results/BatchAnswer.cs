namespace Analytics.Core.Queries.Results;

/// <summary>The answer to one of several queries that were asked together.</summary>
/// <param name="Index">The position of its query.</param>
/// <param name="Result">The answer; null if the query cannot be answered as asked.</param>
/// <param name="Error">Says why there is no answer; null if there is one.</param>
public sealed record BatchAnswer(int Index, QueryResult? Result, QueryException? Error);

namespace Analytics.Core.Queries.Results;

/// <summary>The answer to one query of a batch.</summary>
/// <param name="Index">The position of the query in the batch.</param>
/// <param name="Result">The answer; null if the query cannot be answered as it is written.</param>
/// <param name="Error">The reason why there is no answer; null if there is one.</param>
public sealed record BatchAnswer(int Index, QueryResult? Result, QueryException? Error);

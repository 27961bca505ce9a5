namespace Analytics.Core.Queries.Results;

/// <summary>The answer to a query.</summary>
/// <param name="Rows">In the order asked for, one page.</param>
/// <param name="Meta">What is to be known beside the rows.</param>
/// <param name="Executed">The query as it was executed.</param>
public sealed record QueryResult(IReadOnlyList<QueryRow> Rows, QueryMeta Meta, ExecutedQuery Executed);

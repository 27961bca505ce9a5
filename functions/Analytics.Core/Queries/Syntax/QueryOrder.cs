namespace Analytics.Core.Queries.Syntax;

/// <summary>One key to sort by.</summary>
/// <param name="Name">A metric or dimension of the query.</param>
/// <param name="Descending">True if the largest value comes first.</param>
public sealed record QueryOrder(string Name, bool Descending);

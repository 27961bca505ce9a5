namespace Analytics.Core.Queries.Syntax;

/// <summary>A slice of the sorted rows.</summary>
/// <param name="Limit">From 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Offset">Rows to skip.</param>
public sealed record QueryPagination(int Limit, int Offset)
{
    /// <summary>The most rows in one answer, and the default.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>As many rows as may be, from the first.</summary>
    public static QueryPagination Default { get; } = new(MaxLimit, 0);
}

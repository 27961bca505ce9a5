namespace Analytics.Core.Queries.Syntax;

/// <summary>A slice of the sorted rows.</summary>
/// <param name="Limit">Number of rows, from 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Offset">Number of rows to skip.</param>
public sealed record QueryPagination(int Limit, int Offset)
{
    /// <summary>The maximum number of rows in one answer, and the default.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The maximum number of rows, from the first one.</summary>
    public static QueryPagination Default { get; } = new(MaxLimit, 0);
}

namespace Analytics.Core.Queries.Syntax;

/// <summary>A condition on events and their visits.</summary>
public abstract record QueryFilter
{
    private QueryFilter() { }

    /// <summary>All must hold for the same event.</summary>
    /// <param name="Filters">The parts, at least one.</param>
    public sealed record And(IReadOnlyList<QueryFilter> Filters) : QueryFilter;

    /// <summary>At least one must hold.</summary>
    /// <param name="Filters">The parts, at least one.</param>
    public sealed record Or(IReadOnlyList<QueryFilter> Filters) : QueryFilter;

    /// <summary>Must not hold.</summary>
    /// <param name="Filter">The part.</param>
    public sealed record Not(QueryFilter Filter) : QueryFilter;

    /// <summary>Selects visits by what they did: all their events are kept.</summary>
    /// <param name="Filter">A condition on events, without conditions on visits.</param>
    /// <param name="Negated">True for <c>has_not_done</c>: the visits without such an event.</param>
    public sealed record HasDone(QueryFilter Filter, bool Negated) : QueryFilter;

    /// <summary>Compares one dimension with clauses.</summary>
    /// <param name="Operator">How.</param>
    /// <param name="Dimension">Which dimension; never a time dimension.</param>
    /// <param name="Clauses">The texts or regular expressions, at least one.</param>
    /// <param name="CaseSensitive">Whether <c>A</c> differs from <c>a</c>.</param>
    public sealed record Test(FilterOperator Operator, QueryDimension Dimension, IReadOnlyList<string> Clauses, bool CaseSensitive)
        : QueryFilter;

    /// <summary>All comparisons in a filter.</summary>
    /// <param name="withBehaviour">Whether to include those inside <see cref="HasDone"/>.</param>
    public IEnumerable<Test> Tests(bool withBehaviour = true) =>
        this switch
        {
            And and => and.Filters.SelectMany(filter => filter.Tests(withBehaviour)),
            Or or => or.Filters.SelectMany(filter => filter.Tests(withBehaviour)),
            Not not => not.Filter.Tests(withBehaviour),
            HasDone done => withBehaviour ? done.Filter.Tests() : [],
            Test test => [test],
            _ => [],
        };
}

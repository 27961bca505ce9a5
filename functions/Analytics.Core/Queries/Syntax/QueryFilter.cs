namespace Analytics.Core.Queries.Syntax;

/// <summary>A condition on events and their visits.</summary>
public abstract record QueryFilter
{
    private QueryFilter() { }

    /// <summary>All parts must hold for the same event.</summary>
    /// <param name="Filters">The parts, at least one.</param>
    public sealed record And(IReadOnlyList<QueryFilter> Filters) : QueryFilter;

    /// <summary>At least one part must hold.</summary>
    /// <param name="Filters">The parts, at least one.</param>
    public sealed record Or(IReadOnlyList<QueryFilter> Filters) : QueryFilter;

    /// <summary>The part must not hold.</summary>
    /// <param name="Filter">The part.</param>
    public sealed record Not(QueryFilter Filter) : QueryFilter;

    /// <summary>Selects visits, with all their events, by one of their events.</summary>
    /// <param name="Filter">A condition on events, without conditions on visits.</param>
    /// <param name="Negated">True for <c>has_not_done</c>, which selects the visits without such an event.</param>
    public sealed record HasDone(QueryFilter Filter, bool Negated) : QueryFilter;

    /// <summary>Compares one dimension with clauses.</summary>
    /// <param name="Operator">The comparison.</param>
    /// <param name="Dimension">The dimension; never a time dimension.</param>
    /// <param name="Clauses">The texts or regular expressions, at least one.</param>
    /// <param name="CaseSensitive">True if <c>A</c> differs from <c>a</c>.</param>
    public sealed record Test(FilterOperator Operator, QueryDimension Dimension, IReadOnlyList<string> Clauses, bool CaseSensitive)
        : QueryFilter;

    /// <summary>Returns all comparisons in the filter.</summary>
    /// <param name="withBehaviour">True to include those inside <see cref="HasDone"/>.</param>
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

using System.Text.Json;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>Turns filters into conditions on stored values.</summary>
internal static class ScanFilters
{
    /// <summary>Compiles filters that must all hold.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="byVisit">True if the query groups by a visit dimension, where a host means the visit's entry host.</param>
    /// <param name="goals">The site's goals.</param>
    /// <returns>The condition; null without filters.</returns>
    /// <exception cref="QueryException">A filter names a goal that the site has not.</exception>
    public static ScanFilter? Compile(IReadOnlyList<QueryFilter> filters, bool byVisit, SiteGoals goals) =>
        filters.Count switch
        {
            0 => null,
            1 => Compile(filters[0], byVisit, goals),
            _ => new ScanFilter.And(All(filters, byVisit, goals)),
        };

    private static ScanFilter Compile(QueryFilter filter, bool byVisit, SiteGoals goals) =>
        filter switch
        {
            QueryFilter.And and => new ScanFilter.And(All(and.Filters, byVisit, goals)),
            QueryFilter.Or { Filters: [var only] } => Compile(only, byVisit, goals),
            QueryFilter.Or or => new ScanFilter.Or(All(or.Filters, byVisit, goals)),
            QueryFilter.Not { Filter: QueryFilter.Not twice } => Compile(twice.Filter, byVisit, goals),
            QueryFilter.Not not => new ScanFilter.Not(Compile(not.Filter, byVisit, goals)),
            QueryFilter.HasDone { Negated: true } done => new ScanFilter.Not(
                new ScanFilter.HasDone(Compile(done.Filter, byVisit: false, goals))
            ),
            QueryFilter.HasDone done => new ScanFilter.HasDone(Compile(done.Filter, byVisit: false, goals)),
            QueryFilter.Test test when SiteGoals.IsGoal(test.Dimension) => goals.Compile(test),
            QueryFilter.Test test => new ScanFilter.Match(
                byVisit && test.Dimension.Name == DimensionTable.Hostname
                    ? new ScanDimension(ScanDimensionKind.EntryPageHostname)
                    : test.Dimension.Stored,
                ClausePredicate.For(test),
                Key(test)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "This kind of filter is unknown."),
        };

    private static ScanFilter[] All(IReadOnlyList<QueryFilter> filters, bool byVisit, SiteGoals goals) =>
        [.. filters.Select(filter => Compile(filter, byVisit, goals))];

    private static string Key(QueryFilter.Test test)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue((int)test.Operator);
            writer.WriteStringValue(test.Dimension.Name);
            writer.WriteBooleanValue(test.CaseSensitive);
            foreach (var clause in test.Clauses)
            {
                writer.WriteStringValue(clause);
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}

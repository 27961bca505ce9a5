using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries;

/// <summary>Parses the body of <c>POST /api/v2/query</c>. Thread-safe.</summary>
public static class QueryParser
{
    /// <summary>The maximum number of sites of a query.</summary>
    public const int MaxSites = 50;

    private const int MaxDimensions = 10;

    private static readonly string[] Keys =
    [
        "site_id",
        "metrics",
        "date_range",
        "date",
        "dimensions",
        "filters",
        "order_by",
        "include",
        "pagination",
    ];

    /// <summary>Parses and checks a query.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <returns>A query that <see cref="QueryEngine"/> can answer.</returns>
    /// <exception cref="QueryException">
    /// The body is not a valid query; the message names the key, the value and the accepted values.
    /// </exception>
    public static Query Parse(ReadOnlyMemory<byte> utf8Json) => QueryBody.Parse(utf8Json, Read);

    private static Query Read(JsonElement root)
    {
        Expect.OnlyKeys(root, "The body", Keys);
        var query = new Query(
            QueryBody.SitesOf(root),
            MetricParser.Parse(Expect.Key(root, "metrics", "an array of metrics")),
            QueryBody.RangeOf(root),
            QueryBody.DateOf(root),
            root.TryGetProperty("dimensions", out var dimensions) ? Dimensions(dimensions) : [],
            QueryBody.FiltersOf(root),
            root.TryGetProperty("order_by", out var order) ? OrderParser.Parse(order) : [],
            root.TryGetProperty("include", out var include) ? IncludeParser.Parse(include) : QueryInclude.None,
            root.TryGetProperty("pagination", out var pagination) ? Pagination(pagination) : QueryPagination.Default
        );
        QueryRules.Check(query);
        return query;
    }

    private static List<QueryDimension> Dimensions(JsonElement element)
    {
        var names = Expect.Array(element, "dimensions", "an array of dimension names", MaxDimensions);
        var dimensions = new List<QueryDimension>(names.GetArrayLength());
        foreach (var name in names.EnumerateArray())
        {
            dimensions.Add(DimensionParser.Parse(name, $"dimensions[{dimensions.Count}]", withTime: true));
        }

        return dimensions;
    }

    private static QueryPagination Pagination(JsonElement element)
    {
        Expect.OnlyKeys(element, "pagination", "limit", "offset");
        return new QueryPagination(
            element.TryGetProperty("limit", out var limit)
                ? Expect.Integer(limit, "pagination.limit", 1, QueryPagination.MaxLimit)
                : QueryPagination.MaxLimit,
            element.TryGetProperty("offset", out var offset) ? Expect.Integer(offset, "pagination.offset", 0, int.MaxValue) : 0
        );
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Analytics.Web.Queries;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Legacy;

/// <summary>
/// Answers version 1 of Plausible's Stats API: translates each request to a query, and the answer to the format of that version.
/// </summary>
internal sealed class LegacyStatsHandler(
    QueryEngine engine,
    QueryReader reader,
    StatsAccess access,
    QueryAdmission admission,
    ClientAddress addresses,
    TimeProvider time
)
{
    private const int MaxRows = 1_000;

    public Task AggregateAsync(HttpContext context) =>
        AnswerAsync(
            context,
            LegacyNames.OfAggregate,
            static (_, query) => query,
            static (_, metrics, answer) =>
            {
                var results = new JsonObject();
                var row = answer.Rows[0];
                for (var i = 0; i < metrics.Count; i++)
                {
                    var value = new JsonObject { ["value"] = Value(answer, row, i) };
                    if (row.Comparison is { } comparison)
                    {
                        value["change"] = comparison.Change[i];
                    }

                    results[metrics[i]] = value;
                }

                return results;
            }
        );

    public Task TimeseriesAsync(HttpContext context) =>
        AnswerAsync(
            context,
            LegacyNames.OfTimeseries,
            static (request, query) =>
            {
                query["dimensions"] = new JsonArray(LegacyPeriod.Interval(request["interval"].ToString(), request["period"].ToString()));
                IncludeOf(query)["time_labels"] = true;
                return query;
            },
            static (_, metrics, answer) =>
            {
                var byLabel = answer.Rows.ToDictionary(row => row.Dimensions[0]);
                return new JsonArray([
                    .. answer.Meta.TimeLabels!.Select(label =>
                    {
                        var point = new JsonObject { ["date"] = label };
                        byLabel.TryGetValue(label, out var row);
                        for (var i = 0; i < metrics.Count; i++)
                        {
                            // An empty bucket counts 0, and has no rate.
                            point[metrics[i]] =
                                row is not null ? Value(answer, row, i)
                                : MetricTable.Find(metrics[i])?.Fraction is null ? 0
                                : null;
                        }

                        return (JsonNode)point;
                    }),
                ]);
            },
            WithRatesOfIntervals
        );

    public Task BreakdownAsync(HttpContext context) =>
        AnswerAsync(
            context,
            LegacyNames.OfBreakdown,
            static (request, query) =>
            {
                var property = request["property"].ToString();
                var limit = Number(request, "limit", 100, MaxRows);
                query["dimensions"] =
                    property.Length > 0
                        ? new JsonArray(property)
                        : throw JsonBody.Bad("property: is missing; send what to break down by, such as event:page or visit:source");
                query["pagination"] = new JsonObject
                {
                    ["limit"] = limit,
                    ["offset"] = (Number(request, "page", 1, 1_000_000) - 1) * limit,
                };
                return query;
            },
            static (request, metrics, answer) =>
            {
                var property = request["property"].ToString();
                var name = property.StartsWith("event:props:", StringComparison.Ordinal)
                    ? property["event:props:".Length..]
                    : property[(property.IndexOf(':') + 1)..];
                return new JsonArray([
                    .. answer.Rows.Select(row =>
                    {
                        var item = new JsonObject { [name] = row.Dimensions[0] };
                        for (var i = 0; i < metrics.Count; i++)
                        {
                            item[metrics[i]] = Value(answer, row, i);
                        }

                        return (JsonNode)item;
                    }),
                ]);
            }
        );

    /// <summary>Makes the conversion rate of each interval one of the interval's visitors, as in Plausible, not of the range's.</summary>
    private static Query WithRatesOfIntervals(Query query) =>
        query with
        {
            Metrics =
            [
                .. query.Metrics.Select(metric =>
                    metric.Metric.Is(MetricTraits.OfGoals) ? metric with { Metric = metric.Metric.OfBucket } : metric
                ),
            ],
        };

    private static JsonNode? Value(QueryResult answer, QueryRow row, int metric) =>
        QueryResultJson.Value(answer.Executed.Query.Metrics[metric].Metric, row.Metrics[metric], row.Currency);

    private static int Number(IQueryCollection request, string name, int absent, int max)
    {
        var text = request[name].ToString();
        return text.Length == 0 ? absent
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number
            : throw JsonBody.Bad($"{name}: '{Excerpt.Of(text, 20)}' is no whole number from 1 to {max}; give one");
    }

    private static JsonObject QueryOf(IQueryCollection request, Site site, IReadOnlyList<string> metrics, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var query = new JsonObject
        {
            ["site_id"] = site.Domain,
            ["metrics"] = new JsonArray([.. metrics.Select(metric => (JsonNode)metric)]),
            ["date_range"] = LegacyPeriod.Range(
                request["period"].ToString(),
                request["date"].ToString(),
                DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime)
            ),
        };
        if (request["filters"].ToString() is { Length: > 0 } filters)
        {
            query["filters"] = LegacyFilters.Parse(filters);
        }

        if (request["compare"].ToString() is { Length: > 0 } compare)
        {
            IncludeOf(query)["comparisons"] =
                compare == "previous_period"
                    ? new JsonObject { ["mode"] = compare }
                    : throw JsonBody.Bad($"compare: '{Excerpt.Of(compare, 20)}' is unknown; send previous_period, or leave it out");
        }

        if (request["with_imported"].ToString() is { Length: > 0 } imported)
        {
            IncludeOf(query)["imports"] = JsonBody.Flag("with_imported", imported);
        }

        return query;
    }

    private static JsonObject IncludeOf(JsonObject query)
    {
        var include = query["include"] as JsonObject ?? [];
        query["include"] = include;
        return include;
    }

    private async Task AnswerAsync(
        HttpContext context,
        LegacyNames names,
        Func<IQueryCollection, JsonObject, JsonObject> ask,
        Func<IQueryCollection, IReadOnlyList<string>, QueryResult, JsonNode> shape,
        Func<Query, Query>? refine = null
    )
    {
        var caller = await access.CallerAsync(context);
        var request = context.Request.Query;
        var site = await access.SiteOfParameterAsync(context, caller);
        string[] metrics = request["metrics"].ToString() is { Length: > 0 } sent
            ? sent.Split(',', StringSplitOptions.TrimEntries)
            : ["visitors"];
        var asked = ask(request, QueryOf(request, site, metrics, time.GetUtcNow()));
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(asked, ApiJson.Default.JsonObject);
            var (_, query) = await reader.ReadAsync(body, caller, _ => ValueTask.FromResult(site), context.RequestAborted);
            await admission.RunAsync(
                CallerIdentity.Of(caller, addresses.Of(context)),
                site.Id,
                token => engine.ExecuteAsync(site, refine?.Invoke(query) ?? query, token),
                (result, _) =>
                    WriteAsync(
                        context,
                        shape(request, metrics, result),
                        result.Meta.Imports?.Warning ?? result.Meta.ComparedImports?.Warning
                    ),
                context.RequestAborted
            );
        }
        catch (QueryException exception)
        {
            throw new QueryException(names.Translate(exception.Message, request), exception);
        }
    }

    private static Task WriteAsync(HttpContext context, JsonNode results, string? warning)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        var answer = new JsonObject { ["results"] = results };
        if (warning is not null)
        {
            answer["warning"] = warning;
        }

        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.JsonObject);
    }
}

using Analytics.Web.OpenApi.Contracts;

namespace Analytics.Web.OpenApi;

/// <summary>The description of version 1 of Plausible's Stats API.</summary>
internal static class LegacyDocs
{
    private const string Tag = "Statistics, version 1";
    private const string Json = "application/json";
    private const string About =
        "For clients of version 1 of Plausible's Stats API; new ones use POST /api/v2/query. "
        + "Needs a key of scope stats, or none for a public site.";

    private static readonly ParameterDoc[] Common =
    [
        new("site_id", false, true, "The site's domain.", "example.com"),
        new(
            "period",
            false,
            false,
            "day, 7d, 30d, month, 6mo, 12mo, year, all, realtime or custom; days include the date itself. Default: 30d.",
            "7d"
        ),
        new(
            "date",
            false,
            false,
            "The day that period refers to, or two days with a comma between for custom. Default: today.",
            "2026-03-10"
        ),
        new("metrics", false, false, "Metrics with commas between. Default: visitors.", "visitors,pageviews"),
        new(
            "filters",
            false,
            false,
            "property==value or property!=value; * in a value stands for any characters, '|' separates values, ';' filters.",
            "event:page==/a|/b;visit:source!=Google"
        ),
    ];

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        Of(
            "LegacyAggregate",
            "Read totals",
            typeof(LegacyTotalsBody),
            """{ "results": { "visitors": { "value": 1402 }, "pageviews": { "value": 5310 } } }""",
            new ParameterDoc("compare", false, false, "previous_period: with the change in per cent.", "previous_period")
        ),
        Of(
            "LegacyTimeseries",
            "Read a series",
            typeof(LegacyRowsBody),
            """{ "results": [{ "date": "2026-03-10", "visitors": 1402 }] }""",
            new ParameterDoc("interval", false, false, "minute, hour, date, week or month. Default: by period.", "date")
        ),
        Of(
            "LegacyBreakdown",
            "Break down by a property",
            typeof(LegacyRowsBody),
            """{ "results": [{ "page": "/", "visitors": 1402 }] }""",
            new ParameterDoc("property", false, true, "What to break down by.", "event:page"),
            new ParameterDoc("limit", false, false, "The most rows, 1 to 1,000. Default: 100.", "100"),
            new ParameterDoc("page", false, false, "Which page of rows, from 1. Default: 1.", "1")
        ),
    ];

    private static KeyValuePair<string, EndpointDoc> Of(
        string name,
        string summary,
        Type answer,
        string example,
        params ParameterDoc[] own
    ) =>
        new(
            name,
            new EndpointDoc(Tag, summary, About)
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [.. Common, .. own],
                Answers = [new AnswerDoc(200, "The statistics.", answer, example, Json)],
                Errors = [400, 401, 404, 429, 503, 504],
            }
        );
}

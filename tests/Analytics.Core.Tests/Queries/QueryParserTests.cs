using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Tests.Queries;

public sealed class QueryParserTests
{
    private const string Start = """{"site_id":"a.example","metrics":["visitors"],"date_range":"7d" """;

    [Theory]
    [InlineData("""not json""", "The body is not valid JSON")]
    [InlineData("""[]""", "The body must be an object")]
    [InlineData("""{"site_id":"a","site_id":"b"}""", "not valid JSON")]
    [InlineData("""{"metrics":["visitors"],"date_range":"7d"}""", "site_id is missing")]
    [InlineData("""{"site_id":"","metrics":["visitors"],"date_range":"7d"}""", "site_id must not be empty")]
    [InlineData("""{"site_id":5,"metrics":["visitors"],"date_range":"7d"}""", "site_id must be a string, not 5")]
    [InlineData("""{"site_id":"a","date_range":"7d"}""", "metrics is missing")]
    [InlineData("""{"site_id":"a","metrics":[],"date_range":"7d"}""", "metrics is empty")]
    [InlineData(
        """{"site_id":"a","metrics":["visitor"],"date_range":"7d"}""",
        "metrics[0] is 'visitor', which is no metric; use one of visitors, visits"
    )]
    [InlineData("""{"site_id":"a","metrics":["visits","visits"],"date_range":"7d"}""", "metrics[1] asks for \"visits\" a second time")]
    [InlineData("""{"site_id":"a","metrics":["visits"]}""", "date_range is missing; give one of realtime, 24h, day")]
    [InlineData("""{"site_id":"a","metrics":["visits"],"date_range":"0d"}""", "date_range is \"0d\"; use one of realtime, 24h, day")]
    [InlineData("""{"site_id":"a","metrics":["visits"],"date_range":["2026-01-01"]}""", "date_range is [\"2026-01-01\"]")]
    [InlineData(
        """{"site_id":"a","metrics":["visits"],"date_range":["2026-02-30","2026-03-01"]}""",
        "date_range[0] is '2026-02-30', which is no day"
    )]
    [InlineData(
        """{"site_id":"a","metrics":["visits"],"date_range":["2026-02-03","2026-02-01"]}""",
        "date_range ends (2026-02-01) before it begins (2026-02-03)"
    )]
    [InlineData(
        """{"site_id":"a","metrics":["visits"],"date_range":["2026-02-03T00:00:00Z","2026-02-04"]}""",
        "date_range[1] is '2026-02-04', which is no date-time"
    )]
    public void A_bad_body_is_refused_by_key_and_value(string body, string expected) =>
        Assert.Contains(expected, Refusal(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""  "foo":1""", "The body has the unknown key 'foo'; accepted are site_id, metrics")]
    [InlineData("""  "date":"yesterday" """, "date is 'yesterday', which is no day")]
    [InlineData("""  "dimensions":"time" """, "dimensions must be an array")]
    [InlineData("""  "dimensions":["visit:colour"]""", "dimensions[0] is 'visit:colour', which is no dimension; use one of time")]
    [InlineData("""  "dimensions":["event:props:"]""", "dimensions[0] is 'event:props:', which is no dimension")]
    [InlineData("""  "dimensions":["visit:os","visit:os"]""", "dimensions names a dimension twice")]
    [InlineData("""  "dimensions":["time","time:day"]""", "several time dimensions")]
    [InlineData("""  "order_by":[["visits","desc"]]""", "order_by names 'visits', which is none of the query's metrics")]
    [InlineData("""  "order_by":[["visitors","down"]]""", "order_by[0][1] is 'down'; use asc or desc")]
    [InlineData("""  "order_by":["visitors"]""", "order_by[0] is \"visitors\"")]
    [InlineData("""  "include":{"cake":true}""", "include has the unknown key 'cake'")]
    [InlineData("""  "include":{"total_rows":1}""", "include.total_rows must be true or false, not 1")]
    [InlineData("""  "include":{"time_labels":true}""", "include.time_labels needs a time dimension")]
    [InlineData(
        """  "include":{"comparisons":"last_week"}""",
        "include.comparisons is 'last_week'; use previous_period, year_over_year or custom"
    )]
    [InlineData("""  "include":{"comparisons":{"mode":"custom"}}""", "include.comparisons.date_range must be two days")]
    [InlineData("""  "include":{"comparisons":{"mode":"custom","date_range":"7d"}}""", "include.comparisons.date_range must be two days")]
    [InlineData(
        """  "include":{"comparisons":{"mode":"year_over_year","date_range":["2025-01-01","2025-01-02"]}}""",
        "be left out for the others"
    )]
    [InlineData("""  "pagination":{"limit":0}""", "pagination.limit must be a whole number from 1 to 10000, not 0")]
    [InlineData("""  "pagination":{"limit":10001}""", "pagination.limit must be a whole number")]
    [InlineData("""  "pagination":{"offset":-1}""", "pagination.offset must be a whole number from 0")]
    [InlineData("""  "pagination":{"page":2}""", "pagination has the unknown key 'page'")]
    [InlineData("""  "filters":{}""", "filters must be an array of filters")]
    [InlineData("""  "filters":["is"]""", "filters[0] is \"is\"; write a filter like")]
    [InlineData("""  "filters":[["equals","event:page",["/"]]]""", "filters[0][0] is 'equals', which is no operator")]
    [InlineData("""  "filters":[["is","event:page"]]""", "filters[0] is [\"is\",\"event:page\"]; write [operator")]
    [InlineData("""  "filters":[["is","event:page","/"]]""", "filters[0][2] must be an array of values")]
    [InlineData("""  "filters":[["is","event:page",[]]]""", "filters[0][2] is empty")]
    [InlineData("""  "filters":[["is","event:page",[true]]]""", "filters[0][2][0] must be a string, not true")]
    [InlineData("""  "filters":[["is","time:day",["2026-01-01"]]]""", "time cannot be filtered; set date_range instead")]
    [InlineData("""  "filters":[["is","event:page",["/"],{"case":false}]]""", "filters[0][3] has the unknown key 'case'")]
    [InlineData("""  "filters":[["and",[]]]""", "filters[0][1] is empty")]
    [InlineData("""  "filters":[["not",["is","event:page",["/"]],["is","event:page",["/"]]]]""", "'not' takes exactly one operand")]
    [InlineData("""  "filters":[["has_done",["is","event:nam",["Signup"]]]]""", "'event:nam', which is no dimension")]
    [InlineData(
        """  "filters":[["matches","event:page",["/a","("]]]""",
        "filters[0][2][1] is '(', which is no regular expression: insufficient closing parentheses at character 1; correct it."
    )]
    [InlineData(
        """  "filters":[["or",[["is","event:page",["/"]],["matches_not","event:page",["a[b"]]]]]""",
        "filters[0][1][1][2][0] is 'a[b', which is no regular expression: unterminated bracket at character 3; correct it."
    )]
    [InlineData(
        """  "filters":[["matches","event:page",["(a)\\1"]]]""",
        "filters[0][2][0] is '(a)\\1', which is too large or uses what only backtracking can do (lookaround, backreference, atomic group); "
            + "write it without."
    )]
    [InlineData("""  "filters":[["matches","event:page",["(?<!a)b"]]]""", "filters[0][2][0] is '(?<!a)b', which is too large or uses")]
    [InlineData("""  "filters":[["matches","event:page",["((a{1000}){1000}){1000}"]]]""", "filters[0][2][0] is '((a{1000}){1000}){1000}'")]
    public void A_bad_key_is_refused_with_what_is_accepted(string addition, string expected) =>
        Assert.Contains(expected, Refusal($"{Start},{addition}}}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""["percentage"],"date_range":"7d" """, "percentage needs dimensions")]
    [InlineData(
        """["bounce_rate"],"date_range":"7d","dimensions":["event:name"]""",
        "bounce_rate belongs to visits and cannot be grouped by event:name"
    )]
    [InlineData("""["views_per_visit"],"date_range":"7d","dimensions":["event:props:plan"]""", "cannot be grouped by event:props:plan")]
    [InlineData("""["refused"],"date_range":"7d","dimensions":["visit:os"]""", "refused is known by time only")]
    [InlineData("""["filtered"],"date_range":"7d","filters":[["is","visit:os",["Mac"]]]""", "filtered is known by time only")]
    [InlineData("""["visits"],"date_range":"realtime","date":"2026-01-01" """, "date is '2026-01-01', but it only stands in for today")]
    [InlineData(
        """["visits"],"date_range":["2026-01-01","2026-01-02"],"date":"2026-01-01" """,
        "leave it out with realtime, 24h and fixed ranges"
    )]
    [InlineData(
        """["visits"],"date_range":"realtime","include":{"comparisons":"previous_period"}""",
        "include.comparisons cannot be used with the date_range realtime"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"window":7}}],"date_range":"7d" """,
        "needs exactly one dimension, a time dimension"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"window":7}}],"date_range":"7d","dimensions":["time","visit:os"]""",
        "needs exactly one dimension"
    )]
    [InlineData("""[{"metric":"visits"}],"date_range":"7d" """, "metrics[0] must have both metric and rolling_average")]
    [InlineData("""[{"metric":"vists","rolling_average":{"window":7}}],"date_range":"7d" """, "metrics[0].metric is 'vists'")]
    [InlineData("""[{"metric":"visits","rolling_average":{}}],"date_range":"7d" """, "of the kind 'simple' needs window")]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"window":0}}],"date_range":"7d" """,
        "metrics[0].rolling_average.window must be a whole number from 1 to 10000, not 0"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"window":7,"half_life":1}}],"date_range":"7d" """,
        "needs window and no half_life"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"kind":"exponential","window":7}}],"date_range":"7d" """,
        "needs half_life and no window"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"kind":"exponential","half_life":0}}],"date_range":"7d" """,
        "half_life must be a number of buckets above 0 and up to 300, not 0"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"kind":"median","window":7}}],"date_range":"7d" """,
        "kind is 'median'; use simple or exponential"
    )]
    [InlineData(
        """[{"metric":"visits","rolling_average":{"windows":7}}],"date_range":"7d" """,
        "metrics[0].rolling_average has the unknown key 'windows'"
    )]
    public void What_cannot_be_combined_is_refused(string metrics, string expected) =>
        Assert.Contains(expected, Refusal($$"""{"site_id":"a.example","metrics":{{metrics}}}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData(12, "is nested more than 10 deep; flatten the filter.")]
    [InlineData(40, "The body is nested more than 32 deep; send it flatter.")]
    public void A_filter_nested_too_deeply_is_refused(int depth, string expected)
    {
        var filter = """["is","event:page",["/"]]""";
        for (var i = 0; i < depth; i++)
        {
            filter = $"""["not",{filter}]""";
        }

        Assert.Contains(expected, Refusal($"{Start},\"filters\":[{filter}]}}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("matches", 101, "more than 100 regular expressions")]
    [InlineData("is", 1_001, "more than 2000 values")]
    public void More_work_than_a_query_may_cause_is_refused(string filterOperator, int values, string expected)
    {
        var filter = $"""["{filterOperator}","event:page",[{string.Join(',', Enumerable.Repeat("\"/a\"", values))}]]""";

        Assert.Contains(expected, Refusal($"{Start},\"filters\":[{filter},{filter}]}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_regular_expression_is_refused_with_its_length_and_a_bad_one_is_cut()
    {
        Assert.Equal(
            "filters[0][2][0] has 501 characters; at most 500 are accepted in a regular expression.",
            Refusal($"{Start},\"filters\":[[\"matches\",\"event:page\",[\"{new string('a', 501)}\"]]]}}")
        );
        Assert.Equal(
            $"filters[0][2][0] is '({new string('a', 79)}…', which is no regular expression: "
                + "insufficient closing parentheses at character 500; correct it.",
            Refusal($"{Start},\"filters\":[[\"matches\",\"event:page\",[\"({new string('a', 499)}\"]]]}}")
        );
    }

    [Theory]
    [InlineData("50001d", "date_range is '50001d'; give at most 50000d, or two days like [\"2026-01-01\", \"2026-01-31\"].")]
    [InlineData("9999mo", "date_range is '9999mo'; give at most 1560mo, or two days like [\"2026-01-01\", \"2026-01-31\"].")]
    [InlineData("99999999999d", "date_range is '99999999999d'; give at most 50000d, or two days like")]
    [InlineData("0d", "date_range is \"0d\"; use one of realtime, 24h, day")]
    [InlineData("7x", "date_range is \"7x\"; use one of realtime, 24h, day")]
    public void A_range_that_is_too_long_is_refused_with_the_limit(string range, string expected) =>
        Assert.StartsWith(
            expected,
            Refusal($$"""{"site_id":"a.example","metrics":["visitors"],"date_range":"{{range}}"}"""),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_long_value_is_cut_in_the_message() =>
        Assert.True(Refusal($"{Start},\"dimensions\":[\"{new string('x', 5_000)}\"]}}").Length < 1_000);

    [Fact]
    public void A_full_query_is_read()
    {
        var query = Parse(
            """
            {
              "site_id": "a.example",
              "metrics": ["visitors", { "metric": "pageviews", "rolling_average": { "kind": "exponential", "half_life": 1.5 } }],
              "date_range": "30d", "date": "2026-02-01", "dimensions": ["time:week"],
              "filters": [["or", [["not", ["contains", "visit:source", ["goo"], { "case_sensitive": false }]], ["is", "visit:city", [588409]]]]],
              "order_by": [["time:week", "desc"]],
              "include": { "time_labels": true, "total_rows": true, "imports": true, "sampling": true,
                           "comparisons": { "mode": "year_over_year", "match_day_of_week": true } },
              "pagination": { "limit": 5, "offset": 10 }
            }
            """
        );

        Assert.Equal(["a.example"], query.SiteIds);
        Assert.Equal(["visitors", "pageviews"], query.Metrics.Select(metric => metric.Name));
        Assert.Equal(new RollingAverage.Exponential(1.5), query.Metrics[1].Rolling);
        Assert.Equal(new QueryDateRange.Relative(RelativeRange.Days, 30), query.DateRange);
        Assert.Equal(new DateOnly(2026, 2, 1), query.Date);
        Assert.Equal(TimeGranularity.Week, Assert.Single(query.Dimensions).Time);
        var or = Assert.IsType<QueryFilter.Or>(Assert.Single(query.Filters));
        var not = Assert.IsType<QueryFilter.Not>(or.Filters[0]);
        Assert.False(Assert.IsType<QueryFilter.Test>(not.Filter).CaseSensitive);
        Assert.Equal(["588409"], Assert.IsType<QueryFilter.Test>(or.Filters[1]).Clauses);
        Assert.Equal(new QueryOrder("time:week", true), Assert.Single(query.OrderBy));
        Assert.Equal(new QueryComparison(ComparisonMode.YearOverYear, null, true), query.Include.Comparison);
        Assert.Equal(new QueryPagination(5, 10), query.Pagination);
    }

    [Fact]
    public void Date_times_keep_their_offset_or_take_the_sites_zone()
    {
        var query = Parse("""{"site_id":"a","metrics":["visits"],"date_range":["2026-01-01T12:00:00+02:00","2026-01-01T15:59:59.999"]}""");

        var range = Assert.IsType<QueryDateRange.Moments>(query.DateRange);
        Assert.Equal(TimeSpan.FromHours(2), range.First.Offset);
        Assert.Null(range.Last.Offset);
    }

    private static Query Parse(string body) => QueryParser.Parse(Encoding.UTF8.GetBytes(body));

    private static string Refusal(string body) => Assert.Throws<QueryException>(() => Parse(body)).Message;
}

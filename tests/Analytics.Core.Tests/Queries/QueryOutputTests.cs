using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

public sealed class QueryOutputTests
{
    [Fact]
    public async Task The_answer_says_what_was_executed()
    {
        var site = new AskedSite("Europe/Tallinn").Add("2025-01-01T10:00:00Z", 1).Add("2026-03-02T10:00:00Z", 1, "/käsi");

        var json = await site.JsonAsync(
            """
            "metrics":["visitors",{"metric":"visits","rolling_average":{"window":2}}],"date_range":["2026-03-02","2026-03-05"],"dimensions":["time"],
            "filters":[["or",[["not",["contains","event:page",["KÄSI"],{"case_sensitive":false}]],["is","event:page",["/käsi"]]]]],
            "include":{"time_labels":true,"total_rows":true,"imports":true,"sampling":true,"comparisons":"previous_period"},"pagination":{"limit":1}
            """
        );

        Assert.Equal(
            """
            {"results":[{"dimensions":["2026-03-02"],"metrics":[1,0.5],"comparison":{"dimensions":["2026-02-26"],"metrics":[0,0],"change":[100,100]}}],
            "meta":{"imports_included":false,"imports_skip_reason":"no_imported_data","comparison_imports_included":false,"comparison_imports_skip_reason":"no_imported_data","partial_time_labels":[],"rolling":{"complete_from":"2026-03-02","pooled":[]},"sampling":{"fraction":1,"visitors":1,"standard_error":0},"time_labels":["2026-03-02","2026-03-03","2026-03-04","2026-03-05"],"total_rows":4},
            "query":{"site_id":"shop.example","metrics":["visitors",{"metric":"visits","rolling_average":{"kind":"simple","window":2}}],
            "date_range":["2026-03-02T00:00:00+02:00","2026-03-05T23:59:59+02:00"],"dimensions":["time:day"],
            "filters":[["or",[["not",["contains","event:page",["KÄSI"],{"case_sensitive":false}]],["is","event:page",["/käsi"]]]]],
            "order_by":[["time:day","asc"],["visitors","desc"]],
            "include":{"imports":true,"sampling":true,"time_labels":true,"total_rows":true,
            "comparisons":{"mode":"custom","date_range":["2026-02-26T00:00:00+02:00","2026-03-01T23:59:59+02:00"]}},
            "pagination":{"limit":1,"offset":0}}}
            """.ReplaceLineEndings(string.Empty),
            json.GetRawText()
        );
    }

    [Fact]
    public async Task Without_extras_meta_is_empty()
    {
        var json = await new AskedSite().JsonAsync(""" "metrics":["bounce_rate"],"date_range":"7d" """);

        Assert.Equal("[{\"dimensions\":[],\"metrics\":[null]}]", json.GetProperty("results").GetRawText());
        Assert.Equal("{}", json.GetProperty("meta").GetRawText());
    }

    [Fact]
    public async Task Csv_quotes_what_needs_it_and_disarms_formulas()
    {
        var site = new AskedSite();
        ulong visitor = 0;
        foreach (var page in new[] { "/plain", "/a,b", "/say \"hi\"", "/two\nlines", "=HYPERLINK(\"http://evil\")", "@x", "" })
        {
            site.Add("2026-03-01T10:00:00Z", visitor++, page);
        }

        Assert.Equal(
            "event:page,visitors,visit_duration\r\n"
                + "(not set),1,0\r\n"
                + "\"/a,b\",1,0\r\n"
                + "/plain,1,0\r\n"
                + "\"/say \"\"hi\"\"\",1,0\r\n"
                + "\"/two\nlines\",1,0\r\n"
                + "\"'=HYPERLINK(\"\"http://evil\"\")\",1,0\r\n"
                + "'@x,1,0\r\n",
            await CsvAsync(
                site,
                """ "metrics":["visitors","visit_duration"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["event:page"] """
            )
        );
    }

    [Theory]
    [InlineData("=1")]
    [InlineData("\n=1")]
    [InlineData("\nx")]
    [InlineData(" =1")]
    [InlineData("\u00A0@x")]
    [InlineData("\uFEFF=1")]
    [InlineData("\u200B\u2060+1")]
    [InlineData("\0-1")]
    [InlineData("\uFF1D1")]
    [InlineData("\uFF0B1")]
    [InlineData("\uFF0D1")]
    [InlineData("\uFF20x")]
    public void Csv_disarms_a_formula_in_every_spelling_that_a_spreadsheet_takes_for_one(string text) =>
        Assert.StartsWith($"'{text}", CsvLine.Field(text).Trim('"'), StringComparison.Ordinal);

    [Theory]
    [InlineData(" ")]
    [InlineData(" x=1")]
    [InlineData("1-1")]
    [InlineData("\u200B")]
    public void Csv_leaves_other_texts_as_they_are(string text) => Assert.Equal(text, CsvLine.Field(text));

    [Fact]
    public async Task Csv_has_the_currency_of_revenue()
    {
        var site = new AskedSite()
            .Add([
                new NaiveEvent(AskedSite.Domain, AskedSite.Second("2026-03-01T10:00:00Z"), 1, "Sale") { Amount = 7.5m, Currency = "EUR" },
                new NaiveEvent(AskedSite.Domain, AskedSite.Second("2026-03-01T10:00:00Z"), 1, "Gift") { Amount = 300m, Currency = "JPY" },
                new NaiveEvent(AskedSite.Domain, AskedSite.Second("2026-03-01T10:00:00Z"), 1, "Signup"),
            ])
            .AddGoals(goals => goals.AddEvent("Sale", currency: "EUR").AddEvent("Gift", currency: "JPY").AddEvent("Signup"));
        Assert.Equal(
            "event:goal,total_revenue,visitors,currency\r\nGift,300,1,JPY\r\nSale,7.5,1,EUR\r\nSignup,,1,\r\n",
            await CsvAsync(
                site,
                """ "metrics":["total_revenue","visitors"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["event:goal"],"order_by":[["event:goal","asc"]] """
            )
        );
    }

    [Fact]
    public async Task Csv_has_a_column_for_each_average_and_comparison()
    {
        var site = new AskedSite()
            .Add("2025-01-01T10:00:00Z", 1)
            .Add("2026-03-02T10:00:00Z", 1, visit: [(VisitDimension.Source, "Google")]);

        Assert.Equal(
            "time:day,visits,visits_rolling_2,visits_half_life_0.5,bounce_rate,comparison_time:day,comparison_visits,comparison_visits_rolling_2,"
                + "comparison_visits_half_life_0.5,comparison_bounce_rate,change_visits,change_visits_rolling_2,change_visits_half_life_0.5,change_bounce_rate\r\n"
                + "2026-03-02,1,0.5,0.7500000000109139,100,2026-03-01,0,0,0,,100,100,100,\r\n",
            await CsvAsync(
                site,
                """
                "metrics":["visits",{"metric":"visits","rolling_average":{"window":2}},{"metric":"visits","rolling_average":{"kind":"exponential","half_life":0.5}},"bounce_rate"],
                "date_range":["2026-03-02","2026-03-02"],"dimensions":["time:day"],"include":{"comparisons":"previous_period"}
                """
            )
        );
    }

    [Fact]
    public async Task Estimates_are_rounded_and_said_to_be_estimates()
    {
        var scanner = new SampledScanner();
        var result = await new QueryEngine(scanner, new FixedTime(DateTimeOffset.UnixEpoch.AddYears(50))).ExecuteAsync(
            new AskedSite().Site,
            QueryParser.Parse("""{"site_id":"a","metrics":["visitors","refused"],"date_range":"day"}"""u8.ToArray()),
            TestContext.Current.CancellationToken
        );

        Assert.Equal([4_001, 3], result.Rows[0].Metrics);
        Assert.Equal(new SamplingMeta(0.25, 1_000, Math.Sqrt(0.75 / 1_000)), result.Meta.Sampling);
        Assert.Equal("sampled", Assert.Single(result.Meta.MetricWarnings, warning => warning.Key == "visitors").Value.Code);
    }

    [Fact]
    public async Task Only_what_is_estimated_is_said_to_be()
    {
        var scanner = new SampledScanner { Exact = ScanNeeds.Traffic | ScanNeeds.Events };
        async Task<QueryResult> AskAsync(string metrics) =>
            await new QueryEngine(scanner, new FixedTime(DateTimeOffset.UnixEpoch.AddYears(50))).ExecuteAsync(
                new AskedSite().Site,
                QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"a","metrics":[{{metrics}}],"date_range":"day"}""")),
                TestContext.Current.CancellationToken
            );

        var both = await AskAsync("\"pageviews\",\"views_per_visit\"");
        var exact = await AskAsync("\"pageviews\",\"events\",\"refused\"");

        Assert.Equal(["views_per_visit"], both.Meta.MetricWarnings.Keys);
        Assert.NotNull(both.Meta.Sampling);
        Assert.Empty(exact.Meta.MetricWarnings);
        Assert.Null(exact.Meta.Sampling);
    }

    private static async Task<string> CsvAsync(AskedSite site, string body)
    {
        var output = new StringWriter();
        QueryResultCsv.Write(await site.AskAsync(body), output);
        return output.ToString();
    }

    private sealed class SampledScanner : IRollupScanner
    {
        public ScanNeeds Exact { get; init; } = ScanNeeds.Traffic;

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
            new(
                new ScanResult(
                    [
                        new ScanGroup
                        {
                            Bucket = 0,
                            Values = [],
                            [ScanCounter.Visitors] = 4_000.5,
                            [ScanCounter.Refused] = 3,
                        },
                    ],
                    0.25,
                    Exact,
                    1_000
                )
            );

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => new((long?)null);
    }
}

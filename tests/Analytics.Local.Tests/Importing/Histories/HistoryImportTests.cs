using System.Text;
using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing.Histories;

/// <summary>
/// Histories of other tools as they export them, each into a site of its own, and what a query right after the import shows.
/// </summary>
public sealed class HistoryImportTests : IAsyncLifetime
{
    private const string Ga4 = """
        {"event_date":"20260501","event_timestamp":"1777629600000000","event_name":"session_start","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/"}}],"user_pseudo_id":"11.22"}
        {"event_date":"20260501","event_timestamp":"1777629600500000","event_name":"page_view","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/a?utm_source=news&utm_medium=email"}},{"key":"page_referrer","value":{"string_value":"https://www.google.com/"}},{"key":"ga_session_id","value":{"int_value":"7"}}],"user_pseudo_id":"11.22","device":{"category":"mobile","language":"de-de","operating_system":"Android","operating_system_version":"Android 14","web_info":{"browser":"Chrome Mobile","browser_version":"124.0.6367.82"}},"geo":{"country":"Germany","region":"Berlin","city":"Berlin"},"platform":"WEB"}
        {"event_date":"20260501","event_timestamp":"1777629660000000","event_name":"purchase","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/thanks"}},{"key":"currency","value":{"string_value":"EUR"}},{"key":"value","value":{"double_value":12.5}},{"key":"coupon","value":{"string_value":"MAY"}}],"user_pseudo_id":"11.22","platform":"WEB"}
        {"event_date":"20260501","event_timestamp":"1777629700000000","event_name":"page_view","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/b"}}],"user_pseudo_id":"33.44","device":{"category":"desktop","operating_system":"Macintosh","web_info":{"browser":"Safari"}},"geo":{"country":"Estonia"},"platform":"WEB"}
        """;

    private const string Matomo = """
        [
          { "idVisit": "5", "visitorId": "aa11", "userId": null, "referrerType": "search", "referrerName": "Google", "referrerUrl": "https://www.google.com/", "countryCode": "de", "regionCode": "BE", "region": "Berlin", "city": "Berlin",
            "browserName": "Chrome Mobile", "browserVersion": "124.0", "operatingSystemName": "Android", "operatingSystemVersion": "14", "deviceType": "Smartphone", "languageCode": "de-de", "siteCurrency": "EUR",
            "actionDetails": [
              { "type": "action", "url": "https://s.example/a", "timestamp": 1777629600 },
              { "type": "event", "url": "https://s.example/a", "eventCategory": "shop", "eventAction": "Add", "eventName": "hat", "timestamp": 1777629630 },
              { "type": "ecommerceOrder", "orderId": "o1", "revenue": "12.50", "timestamp": 1777629660 },
              { "type": "content", "timestamp": 1777629661 } ] },
          { "idVisit": 6, "visitorId": "bb22", "referrerType": "campaign", "referrerName": "spring", "countryCode": "ee", "deviceType": "Desktop", "browserName": "Safari", "operatingSystemName": "Mac",
            "actionDetails": [ { "type": "action", "url": "https://s.example/b", "timestamp": 1777629700 } ] }
        ]
        """;

    private const string Umami =
        "website_id,session_id,visit_id,event_id,hostname,browser,os,device,language,country,region,city,url_path,url_query,referrer_path,referrer_query,referrer_domain,page_title,event_type,event_name,created_at\n"
        + "w,s1,v1,e1,s.example,crios,Android "
        + "OS,mobile,de-DE,DE,DE-BE,Berlin,/a,utm_source=news&utm_medium=email,/,,www.google.com,\"A, "
        + "\"\"quoted\"\" title\",1,,2026-05-01 10:00:00\n"
        + "w,s1,v1,e2,s.example,crios,Android OS,mobile,de-DE,DE,DE-BE,Berlin,/a,,,,,A,2,Add,2026-05-01 10:00:30\n"
        + "w,s2,v2,e3,,safari,Mac OS,desktop,et,EE,,,/b,,,,,B,1,,2026-05-01 10:01:40\n";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await RunAsync("site", "add", "s.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("ga4", Ga4, "purchase", "Email", "124.0")]
    [InlineData("matomo", Matomo, "Add", "Organic Search", "124.0")]
    [InlineData("umami", Umami, "Add", "Email", "(not set)")]
    public async Task A_history_is_recognised_and_imported_once_with_its_visitors_visits_and_facts(
        string format,
        string content,
        string custom,
        string channel,
        string version
    )
    {
        var file = Path.Combine(_directory.Path, "history.txt");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await RunAsync("import", file, "--site", "s.example");
        await RunAsync("import", file, "--site", "s.example", "--format", format);

        Assert.Equal("[2,2,2,50]", await MetricsAsync("""["visitors","visits","pageviews","bounce_rate"]"""));
        Assert.Contains(
            $"{{\"dimensions\":[\"{custom}\"],\"metrics\":[1]}}",
            await AskAsync("""["events"]""", """["event:name"]"""),
            StringComparison.Ordinal
        );
        Assert.Equal(
            $$"""[{"dimensions":["DE","Chrome","{{version}}","Android","Mobile","de","{{channel}}"],"metrics":[1]},""",
            (
                await AskAsync(
                    """["visitors"]""",
                    """["visit:country","visit:browser","visit:browser_version","visit:os","visit:device","visit:language","visit:channel"]"""
                )
            ).Split("{\"dimensions\":[\"EE\"")[0]
        );
        Assert.Contains("\"Safari\"", await AskAsync("""["visitors"]""", """["visit:browser"]"""), StringComparison.Ordinal);
        Assert.Contains("\"Mac\"", await AskAsync("""["visitors"]""", """["visit:os"]"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\uFEFF[\n]\n")]
    public async Task A_day_without_visits_is_an_empty_history(string content)
    {
        var file = Path.Combine(_directory.Path, "matomo.json");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await RunAsync("import", file, "--site", "s.example");
        await RunAsync("import", file, "--site", "s.example", "--format", "matomo");
    }

    [Fact]
    public async Task Rows_of_Umami_that_are_no_events_of_the_site_are_skipped_by_kind()
    {
        var file = Path.Combine(_directory.Path, "website_event.csv");
        string[] types = ["1", "2", "3", "4", "5", "5", "6", "10"];
        await File.WriteAllLinesAsync(
            file,
            [
                "event_id,session_id,created_at,url_path,event_type,event_name",
                .. types.Select((type, i) => $"e{i},s1,2026-05-01 10:00:0{i},/p{i},{type},{(type == "2" ? "Add" : "")}"),
            ],
            TestContext.Current.CancellationToken
        );

        var run = await ProgramRun.Of("import", file, "--site", "s.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Equal("[1,1,1,0]", await MetricsAsync("""["visitors","visits","pageviews","bounce_rate"]"""));
        Assert.Contains("{\"dimensions\":[\"Add\"]", await AskAsync("""["events"]""", """["event:name"]"""), StringComparison.Ordinal);
        Assert.Matches(@"skipped: click of a short link\s+1\b", run.Output);
        Assert.Matches(@"skipped: load of a pixel\s+1\b", run.Output);
        Assert.Matches(@"skipped: measured performance\s+2\b", run.Output);
        Assert.Matches(@"skipped: other type of event\s+2\b", run.Output);
    }

    [Fact]
    public async Task Google_counts_time_of_all_events_and_revenue_of_sales_less_refunds()
    {
        static string Row(int second, string name, int milliseconds, int value) =>
            $$$$"""{"event_timestamp":"{{{{1777629600 + second}}}}000000","event_name":"{{{{name}}}}","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/a"}},{"key":"engagement_time_msec","value":{"int_value":"{{{{milliseconds}}}}"}},{"key":"currency","value":{"string_value":"EUR"}},{"key":"value","value":{"int_value":"{{{{value}}}}"}}],"user_pseudo_id":"1.2"}""";
        var file = Path.Combine(_directory.Path, "events.json");
        await File.WriteAllLinesAsync(
            file,
            [
                Row(1, "page_view", 0, 0),
                Row(2, "session_start", 1_000, 0),
                Row(61, "add_to_cart", 60_000, 100),
                Row(62, "purchase", 1_000, 100),
                Row(63, "refund", 0, 30),
                Row(64, "refund", 0, 20),
                Row(70, "user_engagement", 2_000, 0),
            ],
            TestContext.Current.CancellationToken
        );

        await RunAsync("import", file, "--site", "s.example");
        await RunAsync("import", file, "--site", "s.example");

        Assert.Equal("""[{"dimensions":["/a"],"metrics":[64]}]""", await AskAsync("""["time_on_page"]""", """["event:page"]"""));
        Assert.Equal("[1,5]", await MetricsAsync("""["pageviews","events"]"""));
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        foreach (var name in (string[])["purchase", "refund", "add_to_cart"])
        {
            using var goal = await http.PutAsync(
                "/api/v1/sites/goals",
                new StringContent(
                    $$"""{"site_id":"s.example","goal_type":"event","event_name":"{{name}}","currency":"EUR"}""",
                    Encoding.UTF8,
                    "application/json"
                ),
                TestContext.Current.CancellationToken
            );
            Assert.True(goal.IsSuccessStatusCode);
        }

        var revenue = await AskAsync("""["events","total_revenue"]""", """["event:goal"]""");
        Assert.Matches("""add_to_cart[^]]*],"metrics":\[1,{[^}]*"value":0[.0]*[,}]""", revenue);
        Assert.Matches("""purchase[^]]*],"metrics":\[1,{[^}]*"value":100[.0]*[,}]""", revenue);
        Assert.Matches("""refund[^]]*],"metrics":\[2,{[^}]*"value":-50[.0]*[,}]""", revenue);
    }

    [Fact]
    public async Task Google_counts_time_with_scroll_too_and_neither_ends_a_bounce()
    {
        static string Row(int second, string name, int milliseconds) =>
            $$$"""{"event_timestamp":"{{{1777629600 + second}}}000000","event_name":"{{{name}}}","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/a"}},{"key":"engagement_time_msec","value":{"int_value":"{{{milliseconds}}}"}}],"user_pseudo_id":"1.2"}""";
        var file = Path.Combine(_directory.Path, "events.json");
        await File.WriteAllLinesAsync(
            file,
            [Row(0, "page_view", 1), Row(6, "scroll", 5000), Row(21, "user_engagement", 15_000)],
            TestContext.Current.CancellationToken
        );

        await RunAsync("import", file, "--site", "s.example");

        Assert.Equal("[1,1,100]", await MetricsAsync("""["visitors","pageviews","bounce_rate"]"""));
        Assert.Equal(
            """[{"dimensions":["/a"],"metrics":[90,20]}]""",
            await AskAsync("""["scroll_depth","time_on_page"]""", """["event:page"]""")
        );
    }

    [Theory]
    [InlineData(
        """
            [{"idVisit":1,"visitorId":"w","actionDetails":[{"type":"action","url":"https://s.example/","timestamp":1777629600}]},
             {"idVisit":2,"visitorId":"v","actionDetails":[{"type":"action","url":"https://s.example/zebra","timestamp":1777629700},{"type":"action","url":"https://s.example/apple","timestamp":1777629700}]}]
            """
    )]
    [InlineData(
        "session_id,url_path,event_type,created_at\nw,/,1,2026-05-01 10:00:00\nv,/zebra,1,2026-05-01 10:01:40\nv,/apple,1,2026-05-01 10:01:40\n"
    )]
    public async Task Actions_of_one_second_keep_the_order_of_the_file(string content)
    {
        var file = Path.Combine(_directory.Path, "history.txt");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await RunAsync("import", file, "--site", "s.example");
        await RunAsync("import", file, "--site", "s.example");

        Assert.Equal(
            """[{"dimensions":["/"],"metrics":[1,1]},{"dimensions":["/zebra"],"metrics":[1,1]}]""",
            await AskAsync("""["visits","visitors"]""", """["visit:entry_page"]""")
        );
        Assert.Equal("[2,2,3,50]", await MetricsAsync("""["visitors","visits","pageviews","bounce_rate"]"""));
    }

    [Fact]
    public async Task Events_of_Google_from_servers_name_no_page_and_those_without_consent_no_visitor()
    {
        static string Row(int second, string members) =>
            $$$$"""{"event_timestamp":"{{{{1777629600 + second}}}}000000","event_name":"purchase","event_params":[{"key":"currency","value":{"string_value":"EUR"}},{"key":"value","value":{"int_value":"7"}}]{{{{members}}}}}""";
        var file = Path.Combine(_directory.Path, "events.json");
        await File.WriteAllLinesAsync(
            file,
            [Row(0, ",\"user_pseudo_id\":\"1.2\""), Row(1, ""), Row(2, ",\"user_pseudo_id\":null")],
            TestContext.Current.CancellationToken
        );

        var run = await ProgramRun.Of("import", file, "--site", "s.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(
            """[{"dimensions":["purchase","/"],"metrics":[1]}]""",
            await AskAsync("""["events"]""", """["event:name","event:page"]""")
        );
        Assert.Matches(@"skipped: event without a visitor\s+2\b", run.Output);
    }

    [Fact]
    public async Task The_same_rows_in_another_layout_are_the_same_events()
    {
        var lines = Ga4.Split('\n').Select(line => line.Trim()).ToList();
        string[] layouts =
        [
            Ga4,
            $"[\n{string.Join(",\n", lines.Select(line => JsonSerializer.Serialize(JsonElement.Parse(line), Indented)))}\n]",
            string.Join(
                '\n',
                lines.Select(line =>
                    line.Replace("\":", "\" : ", StringComparison.Ordinal)
                        .Replace("{\"event_date", "{ \"privacy_info\": null, \"event_date", StringComparison.Ordinal)
                )
            ),
        ];
        foreach (var (i, layout) in layouts.Index())
        {
            var file = Path.Combine(_directory.Path, $"events{i}.json");
            await File.WriteAllTextAsync(file, layout, TestContext.Current.CancellationToken);
            await RunAsync("import", file, "--site", "s.example");
        }

        Assert.Equal("[2,2,2,50]", await MetricsAsync("""["visitors","visits","pageviews","bounce_rate"]"""));
    }

    [Fact]
    public async Task Actions_of_Matomo_have_the_names_and_properties_that_they_have_live()
    {
        var file = Path.Combine(_directory.Path, "visits.json");
        await File.WriteAllTextAsync(
            file,
            """[{"idVisit":1,"visitorId":"v","actionDetails":[{"type":"search","url":"https://s.example/s","siteSearchKeyword":"boots","timestamp":1777629600}]}]""",
            TestContext.Current.CancellationToken
        );

        await RunAsync("import", file, "--site", "s.example");

        Assert.Equal(
            """[{"dimensions":["Search","boots"],"metrics":[1]}]""",
            await AskAsync("""["events"]""", """["event:name","event:props:search"]""")
        );
    }

    [Fact]
    public async Task A_record_of_Umami_may_span_lines_and_a_damaged_one_is_named_by_its_first_line()
    {
        var file = Path.Combine(_directory.Path, "website_event.csv");
        var content =
            Umami.Replace("\"A, \"\"quoted\"\" title\"", "\"A title\nof \"\"two\"\"\nor three lines\"", StringComparison.Ordinal)
            + "w,s3\n";
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var run = await ProgramRun.Of("import", file, "--site", "s.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Equal("[2,2,2,50]", await MetricsAsync("""["visitors","visits","pageviews","bounce_rate"]"""));
        Assert.Contains("first at line 7", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("zip")]
    public async Task Daily_tables_of_Plausible_are_kept_apart_and_shown_where_they_are_asked_for(string kind)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "export")).FullName;
        var file = Path.Combine(directory, "imported_visitors_20260501_20260531.csv");
        await File.WriteAllTextAsync(
            file,
            "\"date\",\"visitors\",\"pageviews\",\"bounces\",\"visits\",\"visit_duration\"\n\"2026-05-01\",5,9,3,6,120\n\"2026-05-02\",1,1,1,1,0\n",
            TestContext.Current.CancellationToken
        );
        var zip = Path.Combine(_directory.Path, "export.zip");
        await System.IO.Compression.ZipFile.CreateFromDirectoryAsync(directory, zip, TestContext.Current.CancellationToken);

        await RunAsync(
            "import",
            kind == "file" ? file
                : kind == "zip" ? zip
                : directory,
            "--site",
            "s.example"
        );
        await RunAsync("import", file, "--site", "s.example");

        const string Metrics = """["visitors","visits","pageviews","bounce_rate","visit_duration"]""";
        Assert.Equal("[0,0,0,null,null]", await MetricsAsync(Metrics));
        Assert.Equal("[5,6,9,50,20]", await MetricsAsync(Metrics, "imports"));
    }

    [Fact]
    public async Task A_daily_table_under_another_name_is_refused_by_what_it_is()
    {
        var file = Path.Combine(_directory.Path, "visitors.csv");
        await File.WriteAllTextAsync(
            file,
            "date,visitors,pageviews,bounces,visits,visit_duration\n2026-05-01,5,7,2,5,100\n",
            TestContext.Current.CancellationToken
        );

        var run = await ProgramRun.Of("import", file, "--site", "s.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("a daily table of Plausible's CSV export under another name", run.Errors, StringComparison.Ordinal);
    }

    private async Task<string> MetricsAsync(string metrics, string include = "total_rows")
    {
        var answer = await AskAsync(metrics, "[]", include);
        return answer["""[{"dimensions":[],"metrics":""".Length..^2];
    }

    private async Task<string> AskAsync(string metrics, string dimensions, string include = "total_rows")
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"s.example","metrics":{{metrics}},"date_range":["2026-05-01","2026-05-01"],"dimensions":{{dimensions}},"include":{ "{{include}}":true } }""",
            ClientJson.Default.JsonElement,
            TestContext.Current.CancellationToken
        );
        return answer.GetProperty("results").GetRawText();
    }

    private async Task RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
    }
}

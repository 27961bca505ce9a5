using System.Globalization;
using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing.Histories;

/// <summary>A visit that another product's tracker sent here, and the same visit in the history that the product exports.</summary>
public sealed class LiveAndImportedTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly long _start = TimeProvider.System.GetUtcNow().AddMinutes(-20).ToUnixTimeSeconds();
    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Matomo()
    {
        const string Page = "url=https%3A%2F%2Fs.example%2Fa";
        string[] sent =
        [
            $"{Page}%3Fmtm_campaign%3DSpring%26mtm_kwd%3DHat&dimension2=gold",
            $"{Page}&c_n=Banner&c_p=ad.png",
            $"{Page}&e_c=shop&e_a=Add&e_n=hat&e_v=3",
            $"{Page}&search=boots&search_cat=all&search_count=4",
            $"{Page}&idgoal=7&revenue=2.5",
            $"{Page}&idgoal=0&revenue=55",
            $"{Page}&idgoal=0&ec_id=o1&revenue=55",
            $"{Page}&download=https%3A%2F%2Fs.example%2Ff.pdf",
            $"{Page}&c_n=Banner&c_i=click",
        ];
        string[] actions =
        [
            """ "type":"action","url":"https://s.example/a","dimension2":"gold" """,
            """ "type":13,"url":"https://s.example/a","contentName":"Banner","contentPiece":"ad.png","contentInteraction":null """,
            """ "type":"event","url":"https://s.example/a","eventCategory":"shop","eventAction":"Add","eventName":"hat","eventValue":3 """,
            """ "type":"search","url":"https://s.example/a","siteSearchKeyword":"boots","siteSearchCategory":"all","siteSearchCount":4 """,
            """ "type":"goal","goalName":"Signup","goalId":7,"revenue":"2.5","url":"https://s.example/a" """,
            """ "type":"ecommerceAbandonedCart","revenue":55 """,
            """ "type":"ecommerceOrder","orderId":"o1","revenue":"55" """,
            """ "type":"download","url":"https://s.example/f.pdf" """,
            """ "type":13,"url":"https://s.example/a","contentName":"Banner","contentInteraction":"click" """,
        ];
        var history =
            """{"idVisit":1,"visitorId":"00000000000000aa","languageCode":"de-ch","referrerType":"campaign","referrerName":"spring","referrerKeyword":"hat","siteCurrency":"EUR","actionDetails":["""
            + string.Join(',', actions.Select((action, second) => $"{{\"timestamp\":{At(second)},{action}}}"))
            + "]}";

        await SendAsync(
            "matomo",
            sent.Select(
                (parameters, i) => $"/matomo.php?idsite=live.example&rec=1&_id=00000000000000aa&lang=de-CH&cdt={At(i)}&{parameters}"
            )
        );
        await ImportAsync("visits.json", history);

        foreach (
            var (metrics, dimensions) in new[]
            {
                ("""["events","value_sum"]""", """["event:name"]"""),
                ("""["visitors","visits","pageviews","bounce_rate"]""", "[]"),
                ("""["visitors"]""", """["visit:language","visit:utm_campaign","visit:utm_term"]"""),
                ("""["events"]""", """["event:name","event:props:content","event:props:piece","event:props:interaction"]"""),
                ("""["events"]""", """["event:name","event:props:category","event:props:name","event:props:url"]"""),
                ("""["events"]""", """["event:name","event:props:search","event:props:search_category","event:props:order"]"""),
                ("""["events"]""", """["event:name","event:props:dimension2"]"""),
            }
        )
        {
            Assert.Equal(await AskAsync("live.example", metrics, dimensions), await AskAsync("history.example", metrics, dimensions));
        }

        var names = await AskAsync("live.example", """["events"]""", """["event:name"]""");
        foreach (var name in new[] { "pageview", "Content", "Add", "Search", "Goal 7", "Purchase", "File Download" })
        {
            Assert.Contains($"[\"{name}\"]", names, StringComparison.Ordinal);
        }

        Assert.Contains(
            """["de","spring","hat"]""",
            await AskAsync("live.example", """["visitors"]""", """["visit:language","visit:utm_campaign","visit:utm_term"]"""),
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// A page from a search, and a sign-up in the same visit: as one visitor by the definition, whom the funnel has in both steps.
    /// </summary>
    [Theory]
    [InlineData("matomo")]
    [InlineData("gtag")]
    public async Task A_visitor_who_signs_in_stays_the_same(string protocol)
    {
        const string Page = "https://s.example/pricing";
        const string Search = "https://www.google.com/";
        string[] sent =
            protocol == "matomo"
                ?
                [
                    $"/matomo.php?idsite=live.example&rec=1&_id=00000000000000aa&cdt={At(0)}&url={Page}&urlref={Search}",
                    $"/matomo.php?idsite=live.example&rec=1&_id=00000000000000aa&uid=jo&cdt={At(5)}&url={Page}&e_a=sign_up",
                ]
                :
                [
                    $"/g/collect?v=2&tid=live.example&cid=1.2&en=page_view&dl={Page}&dr={Search}",
                    $"/g/collect?v=2&tid=live.example&cid=1.2&uid=jo&en=sign_up&dl={Page}",
                ];
        string[] history =
            protocol == "matomo"
                ?
                [
                    $$$"""{"idVisit":1,"visitorId":"aa","referrerUrl":"{{{Search}}}","actionDetails":[{"type":"action","url":"{{{Page}}}","timestamp":{{{At(0)}}}}]}""",
                    $$$"""{"idVisit":2,"visitorId":"aa","userId":"jo","actionDetails":[{"type":"event","eventAction":"sign_up","url":"{{{Page}}}","timestamp":{{{At(5)}}}}]}""",
                ]
                :
                [
                    $$$"""{"event_timestamp":"{{{At(0)}}}000000","event_name":"page_view","user_pseudo_id":"1.2","event_params":[{"key":"page_location","value":{"string_value":"{{{Page}}}"}},{"key":"page_referrer","value":{"string_value":"{{{Search}}}"}}]}""",
                    $$$"""{"event_timestamp":"{{{At(5)}}}000000","event_name":"sign_up","user_pseudo_id":"1.2","user_id":"jo","event_params":[{"key":"page_location","value":{"string_value":"{{{Page}}}"}}]}""",
                ];

        await SendAsync(protocol, sent);
        await ImportAsync("visits.json", string.Join('\n', history));

        foreach (var site in new[] { "live.example", "history.example" })
        {
            Assert.Equal(
                """[{"dimensions":["sign_up","Google"],"metrics":[1,1,1]}]""",
                await AskAsync(
                    site,
                    """["visitors","visits","events"]""",
                    """["event:name","visit:source"],"filters":[["is","event:name",["sign_up"]]]"""
                )
            );
            Assert.Equal("""[{"dimensions":[],"metrics":[1,1]}]""", await AskAsync(site, """["visitors","visits"]""", "[]"));
            Assert.Equal("1 1", await FunnelAsync(site));
        }
    }

    private async Task<string> FunnelAsync(string site)
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/funnel",
            $$"""{"site_id":"{{site}}","date_range":["{{Day(0)}}","{{Day(9)}}"],"steps":[{"page":"/pricing"},{"event":"sign_up"}]}""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        return string.Join(' ', answer.GetProperty("results").EnumerateArray().Select(step => step.GetProperty("visitors").GetInt32()));
    }

    private string At(int second) => (_start + second).ToString(CultureInfo.InvariantCulture);

    private string Day(int second) =>
        DateTimeOffset.FromUnixTimeSeconds(_start + second).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task SendAsync(string protocol, IEnumerable<string> addresses)
    {
        await RunAsync("site", "add", "live.example");
        await RunAsync("site", "add", "history.example");
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        using var setting = new HttpRequestMessage(HttpMethod.Put, "/api/v1/sites/live.example")
        {
            Content = new StringContent($$$"""{"clients":{"{{{protocol}}}":[]}}""", null, "application/json"),
            Headers = { Authorization = new("Bearer", _server.Key) },
        };
        using var set = await http.SendAsync(setting, Cancel);
        Assert.True(set.IsSuccessStatusCode);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        foreach (var address in addresses)
        {
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    private async Task ImportAsync(string name, string content)
    {
        var file = Path.Combine(_directory.Path, name);
        await File.WriteAllTextAsync(file, content, Cancel);
        await RunAsync("import", file, "--site", "history.example");
    }

    private async Task<string> AskAsync(string site, string metrics, string dimensions)
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"{{site}}","metrics":{{metrics}},"date_range":["{{Day(0)}}","{{Day(9)}}"],"dimensions":{{dimensions}}}""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        return answer.GetProperty("results").GetRawText();
    }

    private async Task RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
    }
}

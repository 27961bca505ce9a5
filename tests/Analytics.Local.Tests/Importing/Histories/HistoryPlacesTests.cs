using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing.Histories;

/// <summary>Places as other tools write them: names instead of codes, and texts for a place that they do not know.</summary>
public sealed class HistoryPlacesTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task Names_of_countries_are_their_codes_and_unknown_names_are_told()
    {
        string[] countries = ["Côte d’Ivoire", "Trinidad & Tobago", "Turkey", "Atlantis", "Atlantis", "(not set)"];
        var lines = countries.Select(
            (country, i) =>
                $$$"""{"event_timestamp":"17776296{{{i}}}0000000","event_name":"page_view","user_pseudo_id":"v{{{i}}}","event_params":[{"key":"page_location","value":{"string_value":"https://s.example/a"}}],"geo":{"country":"{{{country}}}","region":"(not set)","city":"(not set)"},"device":{"operating_system":"(not set)","web_info":{"browser":"(not set)"} } }"""
        );

        var output = await ImportAsync(string.Join('\n', lines) + "\n");

        Assert.Contains("Left out of events that were imported: country Atlantis (2).", output, StringComparison.Ordinal);
        Assert.Equal(
            """["(not set)","(not set)","(not set)"] 3, ["CI","(not set)","(not set)"] 1, ["TR","(not set)","(not set)"] 1, ["TT","(not set)","(not set)"] 1""",
            await VisitorsAsync("""["visit:country","visit:city_name","visit:browser"]""")
        );
    }

    [Fact]
    public async Task A_place_that_Matomo_does_not_know_is_none()
    {
        await ImportAsync(
            """{"idVisit":1,"visitorId":"aa","countryCode":"xx","country":"Unknown","regionCode":"IDF","region":"Unknown","city":"Unknown","browserName":"Unknown","actionDetails":[{"type":"action","url":"https://s.example/a","timestamp":1777629600}]}"""
                + "\n"
        );

        Assert.Equal(
            """["(not set)","(not set)","(not set)","(not set)"] 1""",
            await VisitorsAsync("""["visit:country","visit:region","visit:city_name","visit:browser"]""")
        );
    }

    private async Task<string> VisitorsAsync(string dimensions)
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"s.example","metrics":["visitors"],"date_range":["2026-05-01","2026-05-01"],"dimensions":{{dimensions}}}""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        return string.Join(
            ", ",
            answer
                .GetProperty("results")
                .EnumerateArray()
                .Select(row => $"{row.GetProperty("dimensions").GetRawText()} {row.GetProperty("metrics")[0].GetRawText()}")
                .Order(StringComparer.Ordinal)
        );
    }

    private async Task<string> ImportAsync(string content)
    {
        var file = Path.Combine(_directory.Path, "history.json");
        await File.WriteAllTextAsync(file, content, Cancel);
        return await RunAsync("import", file, "--site", "s.example");
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
        return run.Output + run.Errors;
    }
}

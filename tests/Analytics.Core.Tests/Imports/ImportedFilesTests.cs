using System.Text;
using Analytics.Core.Imports;
using Analytics.Core.Queries.Results;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Imports;

/// <summary>Rows of Plausible's daily tables as it exports them, which mean what events mean here.</summary>
public sealed class ImportedFilesTests : IDisposable
{
    private const string Site = "s.example";
    private const string May = "\"date_range\":[\"2023-05-01\",\"2023-06-09\"]";
    private const string Numbers = "visitors,visits,visit_duration,bounces,pageviews";

    private readonly Installation _installation = new(new DateTimeOffset(2023, 6, 10, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Engagements_among_custom_events_are_no_events()
    {
        await ImportAsync(
            ("imported_visitors", $"date,{Numbers}\n2023-05-01,3,4,90,1,9\n"),
            ("imported_custom_events", "date,name,link_url,path,visitors,events\n2023-05-01,Signup,,,2,5\n2023-05-01,engagement,,,3,40\n")
        );

        Assert.Equal(14, Assert.Single((await AskAsync($"{May},\"metrics\":[\"events\"]")).Rows).Metrics[0]);
        Assert.Equal("pageview 9, Signup 5", Listed(await AskAsync($"{May},\"metrics\":[\"events\"],\"dimensions\":[\"event:name\"]")));
    }

    [Fact]
    public async Task Places_have_names_where_visits_here_name_them_and_ids_elsewhere()
    {
        await ImportAsync(
            (
                "imported_locations",
                $"date,country,region,city,{Numbers}\n2023-05-01,DE,DE-BE,2950159,5,5,0,0,5\n2023-05-01,DE,DE-BY,2867714,2,2,0,0,2\n"
                    + "2023-05-01,,,0,1,1,0,0,1\n"
            )
        );
        await CollectAsync(
            """
            {"domain":"s.example","name":"pageview","url":"https://s.example/","timestamp":"2023-06-01T10:00:00Z","visitor_id":"v",
             "dimensions":{"visit:country":"DE","visit:region":"DE-BE","visit:region_name":"Berlin","visit:city":"2950159","visit:city_name":"Berlin"}}
            """
        );

        Assert.Equal("2950159 6, 2867714 2, (not set) 1", Listed(await PlacesAsync("visit:city")));
        Assert.Equal("Berlin 6, 2867714 2, (not set) 1", Listed(await PlacesAsync("visit:city_name")));
        Assert.Equal("Berlin 6, DE-BY 2, (not set) 1", Listed(await PlacesAsync("visit:region_name")));
        Assert.Equal("Germany 8, (not set) 1", Listed(await PlacesAsync("visit:country_name")));
        var berlin = await AskAsync($"{May},\"metrics\":[\"visitors\"],\"filters\":[[\"is\",\"visit:city_name\",[\"Berlin\"]]]");
        Assert.Equal(6, Assert.Single(berlin.Rows).Metrics[0]);
        Assert.Null(berlin.Meta.Imports!.SkipReason);
        var before = await AskAsync(
            "\"date_range\":[\"2023-05-01\",\"2023-05-02\"],\"metrics\":[\"visitors\"],\"dimensions\":[\"visit:city_name\"]"
        );
        Assert.Equal("Berlin 5, 2867714 2, (not set) 1", Listed(before));

        async Task<QueryResult> PlacesAsync(string dimension)
        {
            var result = await AskAsync($"{May},\"metrics\":[\"visitors\"],\"dimensions\":[\"{dimension}\"]");
            Assert.Null(result.Meta.Imports!.SkipReason);
            return result;
        }
    }

    [Fact]
    public async Task Sources_have_the_names_that_they_have_here()
    {
        await ImportAsync(
            (
                "imported_sources",
                $"date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,{Numbers}\n"
                    + string.Concat(
                        new[]
                        {
                            "Twitter,t.co",
                            "Youtube,youtube.com",
                            "StackOverflow,stackoverflow.com",
                            "My Friend,friend.example",
                            "Direct / None,",
                        }.Select((source, index) => $"2023-05-01,{source},,,,,,{10 - index},1,0,0,1\n")
                    )
            )
        );
        await CollectAsync(
            """
            {"domain":"s.example","name":"pageview","url":"https://s.example/","timestamp":"2023-06-01T10:00:00Z","visitor_id":"v","referrer":"https://t.co/x"}
            """
        );

        var result = await AskAsync($"{May},\"metrics\":[\"visitors\"],\"dimensions\":[\"visit:source\"]");

        Assert.Equal("X (Twitter) 11, Youtube 9, Stack Overflow 8, My Friend 7, Direct / None 6", Listed(result));
    }

    private static string Listed(QueryResult result) =>
        string.Join(", ", result.Rows.Select(row => $"{row.Dimensions[0]} {row.Metrics[0]}"));

    private Task<QueryResult> AskAsync(string query) => _installation.AskAsync(Site, $"{query},\"include\":{{\"imports\":true}}");

    private async Task CollectAsync(string line)
    {
        await _installation.CollectAsync(Encoding.UTF8.GetBytes($"[{line}]"), isBatch: true, isImport: true);
        await _installation.AggregateAsync();
        await _installation.RollUpAsync();
    }

    private async Task ImportAsync(params (string Table, string Text)[] files)
    {
        await _installation.RegisterAsync(Site);
        var tables = new ImportedTables(new DateOnly(2023, 5, 1), days: 0);
        tables.Texts.Clear();
        foreach (var (table, text) in files)
        {
            tables.Texts[table] = text;
        }

        var import = await tables.ImportAsync(_installation, Site);
        Assert.Equal(DailyImportState.Complete, import.State);
    }
}

using System.Net;
using System.Net.Http.Headers;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Paths;

/// <summary>Funnels, journeys and retention in CSV, and with the tags of what one has.</summary>
public sealed class PathFormsTests : IAsyncLifetime
{
    private const string Site = "example.com";
    private const string Funnel = """{"site_id":"example.com","date_range":"day","steps":[{"page":"/pricing"},{"event":"=Signup"}]}""";
    private const string Journey = """{"site_id":"example.com","date_range":"day","path":[{"page":"/pricing"}]}""";
    private const string Retention = """{"site_id":"example.com","date_range":["2026-03-09","2026-03-10"],"cohort_by":"day"}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Second = Noon.ToUnixTimeSeconds();

    private readonly Pipeline _pipeline = new(Noon, partitions: 4);
    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Questions =>
        new()
        {
            { "funnel", Funnel },
            { "journeys", Journey },
            { "retention", Retention },
        };

    public async ValueTask InitializeAsync()
    {
        await SendAsync(
            new NaiveEvent(Site, Second - 86_400, 10, Page: "/"),
            new NaiveEvent(Site, Second - 7_200, 10, Page: "/pricing"),
            new NaiveEvent(Site, Second - 7_140, 10, "=Signup", "/pricing"),
            new NaiveEvent(Site, Second - 600, 20, Page: "/pricing"),
            new NaiveEvent(Site, Second - 400, 20, Page: "/docs")
        );
        _host = await ApiHost.StartAsync(scanner: _pipeline.Scanner);
        await _host.AddSiteAsync(Site);
        _key = await _host.AddKeyAsync(KeyScopes.Stats, Site);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_funnel_has_a_line_for_each_step_and_with_a_split_for_each_step_of_a_group()
    {
        Assert.Equal(
            """
            step,label,visitors,conversion_rate,conversion_rate_step,dropoff,dropoff_percentage,median_time,revenue,currency
            1,Visit /pricing,2,100,100,1,50,,,
            2,'=Signup,1,50,50,,,60,,

            """,
            await CsvAsync("funnel", Funnel)
        );
        Assert.Equal(
            """
            event:page,step,label,visitors,conversion_rate,conversion_rate_step,dropoff,dropoff_percentage,median_time,revenue,comparison_visitors,comparison_conversion_rate,comparison_conversion_rate_step,comparison_dropoff,comparison_dropoff_percentage,comparison_median_time,change_visitors,change_conversion_rate,change_conversion_rate_step,currency
            ,1,Visit /pricing,2,100,100,1,50,,,0,,,0,,,100,,,
            ,2,'=Signup,1,50,50,,,60,,0,,,,,,100,,,
            /pricing,1,Visit /pricing,2,100,100,1,50,,,,,,,,,,,,
            /pricing,2,'=Signup,1,50,50,,,,,,,,,,,,,,

            """,
            await CsvAsync(
                "funnel",
                Funnel.Replace(
                    "\"day\"",
                    "\"day\",\"split\":{\"dimension\":\"event:page\"},\"include\":{\"comparisons\":{\"mode\":\"previous_period\"}}"
                )
            )
        );
    }

    [Fact]
    public async Task A_journey_has_a_line_for_each_next_step_and_for_none()
    {
        Assert.Equal(
            """
            step,label,visitors,conversion_rate,conversion_rate_step,next_type,next_label,next_visitors,next_percentage
            1,Visit /pricing,2,100,100,none,,0,0
            1,Visit /pricing,2,100,100,page,/docs,1,50
            1,Visit /pricing,2,100,100,event,'=Signup,1,50

            """,
            await CsvAsync("journeys", Journey)
        );
    }

    [Fact]
    public async Task Retention_has_a_line_for_each_period_of_a_cohort()
    {
        await SendAsync(
            new NaiveEvent(Site, Second - 86_000, Lasting(1), Page: "/"),
            new NaiveEvent(Site, Second - 100, Lasting(1), Page: "/"),
            new NaiveEvent(Site, Second - 86_000, Lasting(2), Page: "/")
        );

        Assert.Equal(
            """
            cohort,cohort_visitors,period,visitors,rate,complete
            2026-03-09,2,0,2,100,true
            2026-03-09,2,1,1,50,false
            2026-03-10,0,0,0,,false

            """,
            await CsvAsync("retention", Retention)
        );
    }

    [Fact]
    public async Task Journeys_in_csv_tell_the_number_of_rows_without_the_limit()
    {
        var rows = (await CsvAsync("journeys", Journey)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;

        using var cut = await AskAsync(
            "journeys",
            Journey.Replace("\"path\"", "\"limit\":1,\"path\"", StringComparison.Ordinal),
            "text/csv"
        );

        Assert.Equal($"{rows}", Assert.Single(cut.Headers.GetValues("X-Analytics-Total-Rows")));
        var lines = (await cut.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length - 1 < rows);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task An_answer_that_one_has_is_304_until_an_event_changes_it(string kind, string question)
    {
        await SendAsync(new NaiveEvent(Site, Second - 86_000, Lasting(1), Page: "/"));
        foreach (var accept in (string[])["application/json", "text/csv"])
        {
            using var first = await AskAsync(kind, question, accept);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("no-cache, private", first.Headers.CacheControl!.ToString());
            Assert.False(first.Headers.ETag!.IsWeak);
            using var again = await AskAsync(kind, question, accept, first.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal("", await again.Content.ReadAsStringAsync(Stop));

            await SendAsync(
                new NaiveEvent(Site, Second - 60, 2ul * accept[0], Page: "/pricing"),
                new NaiveEvent(Site, Second - 90, Lasting(accept[0]), Page: "/")
            );
            using var changed = await AskAsync(kind, question, accept, first.Headers.ETag);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
        }
    }

    // The ids of visitors that last are odd.
    private static ulong Lasting(ulong number) => (2 * number) + 1;

    private async Task SendAsync(params NaiveEvent[] events)
    {
        await _pipeline.SendAsync(events);
        await _pipeline.AggregateAsync();
    }

    private async Task<string> CsvAsync(string kind, string question)
    {
        using var response = await AskAsync(kind, question, "text/csv");
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadAsStringAsync(Stop)).ReplaceLineEndings("\n");
    }

    private Task<HttpResponseMessage> AskAsync(string kind, string question, string accept, EntityTagHeaderValue? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/{kind}") { Content = ApiHost.Text(question, "application/json") };
        request.Headers.Authorization = new("Bearer", _key);
        request.Headers.Accept.ParseAdd(accept);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return _host.Client.SendAsync(request, Stop);
    }
}

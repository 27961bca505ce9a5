using System.Net;
using System.Net.Http.Headers;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

/// <summary>CSV has no place for the number of all rows, so that headers tell it.</summary>
public sealed class CsvRowsTests : IAsyncLifetime
{
    private const int Pages = 10_003;
    private const string Total = "X-Analytics-Total-Rows";
    private const string Next = "X-Analytics-Next-Offset";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                .. Enumerable.Range(1, Pages).Select(page => new NaiveEvent("example.com", Noon - 60, (ulong)page * 2, Page: $"/{page}")),
            ]
        );
        await _host.AddSiteAsync("example.com");
        _key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("", 10_000, "10000")]
    [InlineData(",\"pagination\":{\"offset\":10000}", 3, null)]
    [InlineData(",\"pagination\":{\"limit\":1,\"offset\":7}", 1, "8")]
    [InlineData(",\"pagination\":{\"offset\":20000}", 0, null)]
    public async Task A_page_of_csv_tells_how_many_rows_there_are_and_where_the_next_begins(string page, int rows, string? next)
    {
        using var csv = await AskAsync(page, "text/csv");
        var lines = (await csv.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(rows, lines.Length - 1);
        Assert.Equal($"{Pages}", Header(csv, Total));
        Assert.Equal(next, Header(csv, Next));

        using var known = await AskAsync(page, "text/csv", csv.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(($"{Pages}", next), (Header(known, Total), Header(known, Next)));

        using var json = await AskAsync(page, "application/json");
        Assert.Null(Header(json, Total));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    private Task<HttpResponseMessage> AskAsync(string page, string accept, EntityTagHeaderValue? known = null)
    {
        var query = $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","dimensions":["event:page"]{{page}}}""";
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = ApiHost.Text(query, "application/json") };
        request.Headers.Authorization = new("Bearer", _key);
        request.Headers.Accept.ParseAdd(accept);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return _host.Client.SendAsync(request, Cancel);
    }
}

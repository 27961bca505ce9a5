using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing.Histories;

/// <summary>An order of which a page and a server tell, or one of them again: it counts once, by its id and not by their clocks.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await RunAsync("site", "add", "s.example");
        using var set = await SendAsync(
            HttpMethod.Put,
            "/api/v1/sites/s.example",
            """{"clients":{"gtag":[],"ga4":[],"matomo":[]}}""",
            _server.Key
        );
        using var goal = await SendAsync(
            HttpMethod.Put,
            "/api/v1/sites/goals",
            """{"site_id":"s.example","goal_type":"event","event_name":"purchase","currency":"EUR"}""",
            _server.Key
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Of_the_tag_and_a_server()
    {
        foreach (var order in new[] { "T1", "T1", "T2" })
        {
            using var tag = await SendAsync(
                HttpMethod.Get,
                $"/g/collect?v=2&tid=s.example&cid=1.2&en=purchase&cu=EUR&epn.value=10&ep.transaction_id={order}"
            );
        }

        foreach (var minutes in new[] { 1, 90, 60 * 71 })
        {
            using var server = await SendAsync(
                HttpMethod.Post,
                "/mp/collect?measurement_id=s.example",
                $$$"""{"client_id":"1.2","timestamp_micros":{{{Ago(minutes)}}}000,"events":[{"name":"purchase","params":{"currency":"EUR","value":10,"transaction_id":"T1"}},{"name":"lead"}]}"""
            );
        }

        await SettleAsync();
        await EqualAsync("[2,20]", """["events","total_revenue"]""", """[["is","event:goal",["purchase"]]]""");
        await EqualAsync("[3]", """["events"]""", """[["is","event:name",["lead"]]]""");
    }

    [Fact]
    public async Task Of_Matomos_tracker()
    {
        foreach (var (order, minutes) in new[] { ("O1", 1), ("O1", 2), ("O2", 1), ("O1", 60 * 70) })
        {
            using var sent = await SendAsync(
                HttpMethod.Get,
                $"/matomo.php?idsite=s.example&rec=1&_id=00000000000000aa&idgoal=0&revenue=5&ec_id={order}&cdt={Ago(minutes) / 1000}"
            );
        }

        await SettleAsync();
        await EqualAsync("[2]", """["events"]""", """[["is","event:name",["Purchase"]]]""");
    }

    [Fact]
    public async Task Of_the_history_of_Google_Analytics()
    {
        var lines = new StringBuilder();
        foreach (
            var (order, minutes) in new[] { ("T1", 20_000), ("T1", 19_999), ("T2", 19_998), ("(not set)", 19_997), ("(not set)", 19_996) }
        )
        {
            lines.AppendLine(
                CultureInfo.InvariantCulture,
                $$$"""{"event_timestamp":"{{{Ago(minutes)}}}000","event_name":"purchase","user_pseudo_id":"1.2","event_params":[{"key":"currency","value":{"string_value":"EUR"}},{"key":"value","value":{"int_value":10}}],"ecommerce":{"transaction_id":"{{{order}}}"}}"""
            );
        }

        var file = Path.Combine(_directory.Path, "events.json");
        await File.WriteAllTextAsync(file, lines.ToString(), Cancel);
        await RunAsync("import", file, "--site", "s.example");
        await RunAsync("import", file, "--site", "s.example");

        await EqualAsync("[4,40]", """["events","total_revenue"]""", """[["is","event:goal",["purchase"]]]""");
    }

    /// <summary>Waits until what was sent is counted, as an import does of what came before it.</summary>
    private async Task SettleAsync()
    {
        var file = Path.Combine(_directory.Path, "last.ndjson");
        await File.WriteAllTextAsync(
            file,
            $$"""{"domain":"s.example","name":"last","url":"https://s.example/","visitor_id":"last","timestamp":{{Ago(0)}}}""" + "\n",
            Cancel
        );
        await RunAsync("import", file, "--site", "s.example");
    }

    private string Day(int days) => _now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private long Ago(int minutes) => _now.AddMinutes(-minutes).ToUnixTimeMilliseconds();

    private async Task EqualAsync(string expected, string metrics, string filters)
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"s.example","metrics":{{metrics}},"filters":{{filters}},"date_range":["{{Day(-20)}}","{{Day(0)}}"]}""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        var numbers = answer.GetProperty("results")[0].GetProperty("metrics").EnumerateArray();
        Assert.Equal(
            expected,
            $"[{string.Join(',', numbers.Select(number => number.ValueKind == JsonValueKind.Object ? number.GetProperty("value").GetRawText() : number.GetRawText()))}]"
        );
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        var response = await http.SendAsync(request, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return response;
    }

    private async Task RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
    }
}

using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Metrics;
using Analytics.Web.Bodies;
using Analytics.Web.Mcp;
using Analytics.Web.Queries;
using Analytics.Web.Tests.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Analytics.Web.Tests.Mcp;

/// <summary>The Model Context Protocol's own client against the server.</summary>
public sealed class McpTests : IAsyncLifetime
{
    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;

    private static Dictionary<string, object?> VisitorsToday =>
        new()
        {
            ["site_id"] = "example.com",
            ["metrics"] = new[] { "visitors" },
            ["date_range"] = "day",
        };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            settings: new Dictionary<string, string?> { ["Analytics:Web:StatsRequestsPerHour"] = "3" },
            events:
            [
                new("example.com", Noon - 60, 1, Page: "/a"),
                new("example.com", Noon - 60, 2, Page: "/a"),
                new("example.com", Noon - 60, 3, Page: "/b"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("other.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_tool_reads_and_says_so()
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);
        var tools = await client.ListToolsAsync(cancellationToken: Cancel);

        Assert.Equal(
            ["funnel", "journeys", "list_definitions", "list_sites", "query", "retention"],
            tools.Select(tool => tool.Name).Order()
        );
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        Assert.All(tools, tool => Assert.NotEmpty(tool.Description));
    }

    [Fact]
    public async Task A_body_that_does_not_say_that_it_is_JSON_is_refused_and_no_failure()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");

        using var response = await _host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("Content-Type '' is not supported here; send application/json.", await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_body_has_the_limit_of_a_query_and_its_memory_and_the_largest_query_fits()
    {
        var memory = (BodyMemory)_host.Services.GetService(typeof(BodyMemory))!;
        var most = new string(' ', QueryHandler.MaxBytes);
        using var tooLong = await _host.PostAsync("/mcp", most.PadRight(McpGate.MaxBytes + 1), ApiHost.AdminKey);
        using var stranger = await _host.PostAsync("/mcp", most.PadRight(McpGate.MaxBytes + 1));
        using var listed = await _host.SendAsync(
            HttpMethod.Post,
            "/mcp",
            ApiHost.Text("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""" + most, "application/json"),
            ApiHost.AdminKey,
            "application/json, text/event-stream"
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        Assert.Contains("list_sites", await listed.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, memory.Bytes);
    }

    [Fact]
    public async Task The_query_tool_names_every_metric()
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);
        var tools = await client.ListToolsAsync(cancellationToken: Cancel);

        var metrics = tools.Single(tool => tool.Name == "query").JsonSchema.GetProperty("properties").GetProperty("metrics");
        Assert.Equal($"Some of {MetricTable.Names}.", metrics.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Tools_answer_with_the_numbers_of_the_API()
    {
        using var goal = await _host.PostAsync(
            "/api/v1/sites/example.com/goals",
            """{"goal_type":"page","page_path":"/a","display_name":"Seen"}""",
            ApiHost.AdminKey
        );
        await using var client = await ConnectAsync(ApiHost.AdminKey);

        Assert.Equal(
            """[{"site_id":"example.com","timezone":"Etc/UTC"},{"site_id":"other.com","timezone":"Etc/UTC"}]""",
            await CallAsync(client, "list_sites", [])
        );
        Assert.Contains("\"display_name\":\"Seen\"", await CallAsync(client, "list_definitions", new() { ["site_id"] = "example.com" }));
        var pages = await QueryAsync(client, new(VisitorsToday) { ["dimensions"] = new[] { "event:page" }, ["limit"] = 1 });
        Assert.Equal("""[["/a",2]]""", pages.GetProperty("rows").GetRawText());
        Assert.Equal(2, pages.GetProperty("total_rows").GetInt32());
        var filtered = await QueryAsync(
            client,
            new()
            {
                ["site_id"] = "example.com",
                ["metrics"] = new[] { "visitors" },
                ["date_range"] = "2026-03-01,2026-03-10",
                ["filters"] = JsonDocument.Parse("""[["is","event:page",["/b"]]]""").RootElement,
            }
        );
        Assert.Equal("[[1]]", filtered.GetProperty("rows").GetRawText());
        var steps = JsonDocument.Parse("""[{"page":"/a"},{"page":"/b"}]""").RootElement;
        Assert.Contains(
            "Visit /a",
            await CallAsync(
                client,
                "funnel",
                new()
                {
                    ["site_id"] = "example.com",
                    ["date_range"] = "day",
                    ["steps"] = steps,
                }
            )
        );
        Assert.NotEmpty(await CallAsync(client, "journeys", new() { ["site_id"] = "example.com", ["date_range"] = "day" }));
        Assert.NotEmpty(
            await CallAsync(
                client,
                "retention",
                new()
                {
                    ["site_id"] = "example.com",
                    ["date_range"] = "day",
                    ["cohort_by"] = "day",
                }
            )
        );
    }

    [Theory]
    [InlineData("query", """{"metrics":["visitors"]}""", "\"rows\":[[3]]")]
    [InlineData(
        "funnel",
        """{"steps":[{"page":"/a"},{"page":"/b"}],"split":"event:page","compare":"previous_period"}""",
        "\"groups\":[{\"label\":\"/a\"",
        "\"comparison\":{\"visitors\":0"
    )]
    [InlineData("journeys", """{"group":"directory","search":"B"}""", "\"next\":[{\"type\":\"page\",\"label\":\"/b\",\"visitors\":1")]
    [InlineData("retention", """{"first":{"page":"/b"},"returning":{"page":"/a"}}""", "\"visitors\":1,\"periods\":[{\"visitors\":0,")]
    public async Task A_tool_takes_what_the_API_takes_and_a_range_as_the_API_has_it(string tool, string arguments, params string[] answers)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        await pipeline.SendAsync([
            new NaiveEvent("example.com", Noon - 90, 1, Page: "/a"),
            new NaiveEvent("example.com", Noon - 60, 3, Page: "/a"),
            new NaiveEvent("example.com", Noon - 60, 5, Page: "/b"),
        ]);
        await pipeline.AggregateAsync();
        await using var host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        await host.AddSiteAsync("example.com");
        await using var client = await ConnectAsync(ApiHost.AdminKey, host);
        var sent = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;
        sent["site_id"] = "example.com";
        sent["date_range"] = JsonDocument.Parse("""["2026-03-10","2026-03-10"]""").RootElement;

        var answer = await CallAsync(client, tool, sent);

        Assert.All(answers, part => Assert.Contains(part, answer, StringComparison.Ordinal));
        Assert.True(answer.Length < 4_000, answer);
    }

    [Fact]
    public async Task Several_sites_are_asked_about_together()
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);

        var answer = await QueryAsync(
            client,
            new()
            {
                ["site_id"] = new[] { "example.com", "other.com" },
                ["metrics"] = new[] { "visitors" },
                ["date_range"] = "day",
            }
        );

        Assert.Equal("[[3]]", answer.GetProperty("rows").GetRawText());
        Assert.Equal("""{"time_zone":"Etc/UTC","visitors":"summed"}""", answer.GetProperty("sites").GetRawText());
    }

    [Fact]
    public async Task Keys_limits_and_refusals_are_those_of_the_API()
    {
        await using var bound = await ConnectAsync(await _host.AddKeyAsync(KeyScopes.Stats, "example.com"));
        Dictionary<string, object?> query = new()
        {
            ["site_id"] = "example.com",
            ["metrics"] = new[] { "nonsense" },
            ["date_range"] = "day",
        };
        Dictionary<string, object?> other = new()
        {
            ["site_id"] = "other.com",
            ["metrics"] = new[] { "visitors" },
            ["date_range"] = "day",
        };

        Assert.Contains("nonsense", await CallAsync(bound, "query", query, isError: true));
        Assert.Contains("Site 'other.com' could not be found", await CallAsync(bound, "query", other, isError: true));
        Assert.Contains("nonsense", await CallAsync(bound, "query", query, isError: true));
        Assert.Contains("Over the limit of 3 requests an hour", await CallAsync(bound, "query", query, isError: true));
        await using var stranger = await ConnectAsync(null);
        Assert.Contains("An API key of scope stats", await CallAsync(stranger, "query", other, isError: true));
        using var wrong = await _host.PostAsync("/mcp", "{", "ana_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("The API key is unknown", await ApiHost.ErrorAsync(wrong));
    }

    [Fact]
    public async Task An_answer_has_a_hundred_rows_at_most()
    {
        await using var host = await ApiHost.StartAsync(
            events: [.. Enumerable.Range(1, 150).Select(i => new NaiveEvent("example.com", Noon - 60, (ulong)i, Page: $"/{i}"))]
        );
        await host.AddSiteAsync("example.com");
        await using var client = await ConnectAsync(ApiHost.AdminKey, host);
        var answer = await QueryAsync(client, new(VisitorsToday) { ["dimensions"] = new[] { "event:page" }, ["limit"] = 1_000 });

        Assert.Equal(
            (AnalyticsTools.MaxRows, 150),
            (answer.GetProperty("rows").GetArrayLength(), answer.GetProperty("total_rows").GetInt32())
        );
    }

    [Fact]
    public async Task An_estimate_is_said_to_be_one()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        await pipeline.SendAsync([
            .. Enumerable
                .Range(1, 150)
                .Select(i => new NaiveEvent("example.com", Noon - 60, (ulong)i * 0x9E37_79B9_7F4A_7C15 | 1, Page: $"/{i}")),
        ]);
        await pipeline.AggregateAsync();
        await using var host = await ApiHost.StartAsync(
            settings: new Dictionary<string, string?> { ["Analytics:Web:ScanEvents"] = "40" },
            scanner: pipeline.Scanner
        );
        await host.AddSiteAsync("example.com");
        await using var client = await ConnectAsync(ApiHost.AdminKey, host);

        var answer = await QueryAsync(client, VisitorsToday);

        Assert.InRange(answer.GetProperty("sampling").GetProperty("fraction").GetDouble(), 0.1, 0.4);
        Assert.Equal(JsonValueKind.Object, answer.GetProperty("metric_warnings").GetProperty("visitors").ValueKind);
    }

    [Theory]
    [InlineData("list_sites", "{\"foo\":1}", "'foo' is unknown; the tool has no arguments.")]
    [InlineData("query", "{}", "'site_id' is missing. The site's domain, as list_sites gives it.")]
    [InlineData("query", "{\"site_id\":\"example.com\",\"date_range\":\"day\"}", "'metrics' is missing. Some of visitors, ")]
    [InlineData("funnel", "{\"site_id\":\"example.com\",\"date_range\":\"day\"}", "'steps' is missing. Steps as in ")]
    [InlineData("journeys", "{\"site_id\":\"example.com\"}", "'date_range' is missing. day (today), ")]
    public async Task Arguments_are_refused_by_name(string tool, string arguments, string refusal)
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);
        var sent = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;

        Assert.StartsWith(refusal, await CallAsync(client, tool, sent, isError: true));
    }

    [Theory]
    [InlineData("filters", """[["is","event:page",["\ud83d"]]]""", "params.arguments.filters[0][2][0] has half of a surrogate pair")]
    [InlineData("site_id", "\"\\udc00\"", "params.arguments.site_id has half of a surrogate pair as an escape. Send ch")]
    public async Task Half_of_a_character_is_refused_with_its_argument(string name, string value, string refusal)
    {
        var arguments = new Dictionary<string, string>
        {
            ["site_id"] = "\"example.com\"",
            ["metrics"] = "[\"visitors\"]",
            ["date_range"] = "\"day\"",
            [name] = value,
        };
        var sent = string.Join(',', arguments.Select(argument => $"\"{argument.Key}\":{argument.Value}"));
        using var response = await _host.SendAsync(
            HttpMethod.Post,
            "/mcp",
            ApiHost.Text(
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":{""" + sent + "}}}",
                "application/json"
            ),
            ApiHost.AdminKey,
            "application/json, text/event-stream"
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(refusal, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics", "\"visitors\"", "'metrics' is \"visitors\"; send a list of strings. Some of visitors, ")]
    [InlineData("metrics", "[1]", "'metrics' is [1]; send a list of strings. Some of visitors, ")]
    [InlineData("limit", "\"x\"", "'limit' is \"x\"; send an integer. Rows, 1 to 100.")]
    [InlineData("limit", "null", "'limit' is null; send an integer. Rows, 1 to 100.")]
    [InlineData("date_range", "7", "An error occurred invoking 'query': date_range is 7")]
    [InlineData("date_range", "[\"2026-03-10\"]", "An error occurred invoking 'query': date_range is ")]
    [InlineData("include", "{}", "'include' is unknown; site_id, metrics, date_range, dimensions, ")]
    public async Task A_wrong_argument_of_a_query_is_refused_by_name(string name, string value, string refusal)
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);
        Dictionary<string, object?> query = new(VisitorsToday) { [name] = JsonDocument.Parse(value).RootElement };

        Assert.StartsWith(refusal, await CallAsync(client, "query", query, isError: true));
    }

    [Fact]
    public async Task Optional_arguments_may_be_null()
    {
        await using var client = await ConnectAsync(ApiHost.AdminKey);
        Dictionary<string, object?> query = new(VisitorsToday)
        {
            ["dimensions"] = null,
            ["filters"] = null,
            ["compare"] = null,
        };

        Assert.Contains("[[3]]", await CallAsync(client, "query", query));
    }

    private static async Task<JsonElement> QueryAsync(McpClient client, Dictionary<string, object?> query) =>
        JsonDocument.Parse(await CallAsync(client, "query", query)).RootElement;

    private static async Task<string> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments, bool isError = false)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        var text = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        Assert.True(isError == (result.IsError ?? false), text);
        return text;
    }

    private Task<McpClient> ConnectAsync(string? key, ApiHost? host = null)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri((host ?? _host).Client.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? [] : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        return McpClient.CreateAsync(new HttpClientTransport(options), cancellationToken: Cancel);
    }
}

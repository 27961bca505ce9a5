using System.Net;
using System.Text.Json;
using Analytics.Core.Tables;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

/// <summary>The cost of a stranger's request is bounded, whatever it names.</summary>
public sealed class AmplificationTests : IAsyncLifetime
{
    private const int Events = 2_500;

    private readonly CountingTableStore _tables = new(new InMemoryTableStore());
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(tables: _tables);
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string> Prefixes =>
        new()
        {
            { "x" },
            { "www.x" },
            { new string('x', 60) },
            { "'\\\"<\\u0001" + new string('x', 40) },
        };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task Fifty_thousand_unknown_domains_cost_a_hundred_reads_and_a_short_answer(string prefix)
    {
        var body = string.Join(
            '\n',
            Enumerable
                .Range(0, Events)
                .Select(i => Event(string.Join(',', Enumerable.Range(0, 20).Select(n => $"{prefix}{i * 20 + n}.example"))))
        );
        _tables.Reads.Clear();

        var (receipt, bytes) = await SendAsync(body);

        // A hundred names are looked up, each among the registrations and among the names that sites have today.
        Assert.InRange(_tables.Reads.GetValueOrDefault(TableNames.Sites), 0, 100);
        Assert.InRange(bytes, 0, 20_000);
        Assert.Equal(0, receipt.GetProperty("accepted").GetInt32());
        var counts = receipt
            .GetProperty("rejected_by_code")
            .EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32());
        Assert.Equal(["too_many_unknown_sites", "unknown_site"], counts.Keys.Order());
        Assert.Equal(Events * 20, counts.Values.Sum());
        Assert.InRange(receipt.GetProperty("rejected").GetArrayLength(), 20, 100);
    }

    [Fact]
    public async Task Problems_and_warnings_are_listed_up_to_a_hundred_and_counted_to_the_last()
    {
        var bad = Event("example.com").Replace("https://", "/");
        var odd = Event("example.com").Replace("}", ",\"revenue\":7}");

        var (receipt, bytes) = await SendAsync(string.Join('\n', Enumerable.Repeat(bad + "\n" + odd, 1_000)));

        Assert.Equal(1_000, receipt.GetProperty("accepted").GetInt32());
        Assert.Equal(1_000, receipt.GetProperty("rejected_by_code").GetProperty("invalid_url").GetInt32());
        Assert.Equal(1_000, receipt.GetProperty("warnings_by_code").GetProperty("invalid_revenue").GetInt32());
        Assert.InRange(receipt.GetProperty("rejected").GetArrayLength() + receipt.GetProperty("warnings").GetArrayLength(), 50, 100);
        Assert.InRange(bytes, 0, 20_000);
    }

    [Fact]
    public async Task Warnings_are_listed_where_nothing_is_rejected()
    {
        var odd = Event("example.com").Replace("}", ",\"revenue\":7}");

        var (receipt, _) = await SendAsync(odd + "\n" + odd);

        Assert.Equal([0, 1], receipt.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("index").GetInt32()));
        Assert.Empty(receipt.GetProperty("rejected_by_code").EnumerateObject());
    }

    [Fact]
    public async Task A_refused_request_reads_nothing()
    {
        _tables.Reads.Clear();

        using var response = await _host.PostAsync("/api/events", $"[{Event("cold.example")},");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(TableNames.Sites, _tables.Reads.Keys);
    }

    private static string Event(string domain) => $$"""{"domain":"{{domain}}","name":"pageview","url":"https://a.example/p"}""";

    private async Task<(JsonElement Receipt, int Bytes)> SendAsync(string body)
    {
        using var response = await _host.PostAsync("/api/events", body, type: "application/x-ndjson");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return (JsonSerializer.Deserialize<JsonElement>(bytes), bytes.Length);
    }
}

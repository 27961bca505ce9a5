using System.IO.Compression;
using System.Net;
using System.Text;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

public sealed class CollectBatchTests : IAsyncLifetime
{
    private const string Good = """{"domain":"example.com","name":"pageview","url":"https://example.com/good"}""";
    private const string Bad = """{"domain":"example.com","name":"pageview"}""";
    private const string Old =
        """{"domain":"example.com","name":"pageview","url":"https://example.com/old","timestamp":"2015-05-17T10:05:03Z","ip":"83.149.9.216","user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"}""";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("application/json", "[" + Good + "," + Bad + "]")]
    [InlineData("text/plain", "[" + Good + "," + Bad + "]")]
    [InlineData("application/x-ndjson", Good + "\n" + Bad + "\n")]
    public async Task Good_events_are_kept_and_the_receipt_names_the_bad(string type, string body)
    {
        using var response = await _host.PostAsync("/api/events", body, type: type);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        var receipt = await ApiHost.JsonAsync(response);
        Assert.Equal(1, receipt.GetProperty("accepted").GetInt32());
        Assert.Equal(0, receipt.GetProperty("filtered").GetInt32());
        Assert.Equal(0, receipt.GetProperty("warnings").GetArrayLength());
        var rejected = Assert.Single(receipt.GetProperty("rejected").EnumerateArray());
        Assert.Equal(1, rejected.GetProperty("index").GetInt32());
        Assert.Equal("missing_field", rejected.GetProperty("code").GetString());
        Assert.Equal("url", rejected.GetProperty("field").GetString());
        Assert.NotEmpty(rejected.GetProperty("message").GetString()!);
        Assert.Contains("https://example.com/good", _host.LogText());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task A_compressed_batch_is_read(string encoding)
    {
        using var response = await SendAsync(Compress(encoding, Encoding.UTF8.GetBytes($"[{Good},{Good}]")), encoding);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt32());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_small_body_that_decompresses_to_a_huge_one_is_refused_at_the_limit(string encoding)
    {
        var bomb = Compress(encoding, new byte[128 * 1024 * 1024]);
        Assert.True(bomb.Length < 2 * 1024 * 1024);
        var before = GC.GetTotalAllocatedBytes();

        using var response = await SendAsync(bomb, encoding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("4,194,304", await ApiHost.ErrorAsync(response));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_at_the_limit_is_read_and_one_byte_more_refused(string encoding)
    {
        var body = new byte[4 * 1024 * 1024];
        Array.Fill(body, (byte)' ');
        Encoding.UTF8.GetBytes($"[{Good}]").CopyTo(body, 0);
        using var fits = await SendAsync(Compress(encoding, body), encoding);
        using var over = await SendAsync(Compress(encoding, [.. body, (byte)' ']), encoding);

        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, over.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Damaged_or_cut_compression_is_refused_and_nothing_kept(string encoding)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => Good.Replace("good", $"page-{i}") + "\n")));
        var whole = Compress(encoding, lines);
        foreach (var damaged in new[] { whole[..(whole.Length / 2)], whole[..^9], [1, 2, 3, .. whole] })
        {
            using var response = await SendAsync(damaged, encoding, "application/x-ndjson");

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(encoding, await ApiHost.ErrorAsync(response));
        }

        Assert.Empty(_host.Log.AllRecords());
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    [InlineData("zstd")]
    public async Task An_unknown_compression_is_refused(string encoding)
    {
        using var response = await SendAsync([1, 2, 3], encoding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(encoding, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task What_is_not_json_is_refused_as_a_whole()
    {
        using var response = await _host.PostAsync("/api/events", "nonsense");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_json", (await ApiHost.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Too_many_events_are_refused_as_a_whole()
    {
        using var response = await _host.PostAsync("/api/events", "[" + string.Join(',', Enumerable.Repeat(Good, 2501)) + "]");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("too_many_events", (await ApiHost.JsonAsync(response)).GetProperty("code").GetString());
        Assert.Empty(_host.Log.AllRecords());
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var response = await _host.PostAsync("/api/events", $"[{Good}]", type: "text/csv");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Only_an_import_may_send_old_events()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Import);

        Assert.Equal((0, 1), await ReceiptAsync("/api/events", Old, null));
        Assert.Equal((1, 0), await ReceiptAsync("/api/events?import=true", Old, key));
        Assert.Equal((1, 0), await ReceiptAsync("/api/events?import=true", Old, ApiHost.AdminKey));
        Assert.Equal((0, 1), await ReceiptAsync("/api/events?import=false", Old, key));
    }

    [Fact]
    public async Task A_key_of_one_site_imports_for_that_site_alone()
    {
        await _host.AddSiteAsync("other.com");
        var key = await _host.AddKeyAsync(KeyScopes.Import, "example.com");

        Assert.Equal((1, 1), await ReceiptAsync("/api/events?import=true", Old + "\n" + Old.Replace("\"example.com", "\"other.com"), key));
        Assert.Equal(
            (2, 0),
            await ReceiptAsync("/api/events?import=true", Old + "\n" + Old.Replace("\"example.com", "\"other.com"), ApiHost.AdminKey)
        );
    }

    [Theory]
    [InlineData(KeyScopes.Stats)]
    [InlineData(KeyScopes.Sites)]
    [InlineData(null)]
    public async Task An_import_without_a_key_of_that_scope_is_refused(KeyScopes? scope)
    {
        var key = scope is null ? null : await _host.AddKeyAsync(scope.Value);

        using var response = await _host.PostAsync("/api/events?import=true", $"[{Old}]", key);

        Assert.Equal(scope is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("import", await ApiHost.ErrorAsync(response));
        Assert.Empty(_host.Log.AllRecords());
    }

    [Fact]
    public async Task A_misspelt_import_is_refused()
    {
        using var response = await _host.PostAsync("/api/events?import=yes", $"[{Old}]", ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<(int Accepted, int Rejected)> ReceiptAsync(string path, string body, string? key)
    {
        using var response = await _host.PostAsync(path, body, key, "application/x-ndjson");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await ApiHost.JsonAsync(response);
        return (receipt.GetProperty("accepted").GetInt32(), receipt.GetProperty("rejected").GetArrayLength());
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, string encoding, string type = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return _host.SendAsync(HttpMethod.Post, "/api/events", content);
    }

    private static byte[] Compress(string encoding, byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (
            Stream stream = encoding switch
            {
                "gzip" => new GZipStream(memory, CompressionLevel.Optimal),
                "br" => new BrotliStream(memory, CompressionLevel.Optimal),
                _ => new BufferedStream(memory),
            }
        )
        {
            stream.Write(bytes);
        }

        return memory.ToArray();
    }
}

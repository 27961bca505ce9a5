using System.IO.Compression;
using System.Net;
using System.Text;
using Analytics.Web.Pages;
using Analytics.Web.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Tests.Pages;

public sealed class PageTests
{
    private const string Document = "<!doctype html><title>Analytics</title>";
    private const string Script = "console.log('page')";

    private static readonly PageFiles Files = new(
        new Dictionary<string, PageFile>
        {
            ["index.html"] = File("index.html", Document),
            ["boot.js"] = File("boot.js", Script),
            ["assets/index-1a2b.js"] = File("assets/index-1a2b.js", Script),
        }
    );

    [Theory]
    [InlineData("/")]
    [InlineData("/s/shop.example")]
    [InlineData("/s/shop.example/d/pages")]
    [InlineData("/nowhere")]
    public async Task Every_address_of_the_page_gets_its_document_which_is_asked_for_again_each_time(string path)
    {
        var response = await AnswerAsync(path);

        Assert.Equal(StatusCodes.Status200OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.ContentType);
        Assert.Equal("no-cache", response.Headers.CacheControl);
        Assert.Contains("default-src 'self'", response.Headers.ContentSecurityPolicy.ToString());
        Assert.Contains("frame-ancestors 'none'", response.Headers.ContentSecurityPolicy.ToString());
        Assert.Equal(Document, Text(response));
    }

    [Theory]
    [InlineData("/robots.txt", null)]
    [InlineData("/.env", "*/*")]
    [InlineData("/s/shop.example", "application/json")]
    [InlineData("/assets/index-0000.js", "*/*")]
    public async Task A_program_that_asks_where_nothing_is_gets_an_error_that_it_can_read(string path, string? accept)
    {
        var response = await AnswerAsync(path, accept: accept);

        Assert.Equal(StatusCodes.Status404NotFound, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.ContentType);
        Assert.Contains($"Nothing is at GET {path};", Text(response));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    public async Task The_root_is_the_page_for_everyone(string? accept) =>
        Assert.Equal(Document, Text(await AnswerAsync("/", accept: accept)));

    [Fact]
    public async Task A_shared_view_may_be_framed_by_other_sites() =>
        Assert.DoesNotContain(
            "frame-ancestors",
            (await AnswerAsync("/v/a1b2", mayBeFramed: true)).Headers.ContentSecurityPolicy.ToString()
        );

    [Fact]
    public async Task A_file_whose_name_has_its_hash_is_kept_for_ever()
    {
        var response = await AnswerAsync("/assets/index-1a2b.js");

        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl);
        Assert.Equal("text/javascript; charset=utf-8", response.ContentType);
        Assert.Equal("no-cache", (await AnswerAsync("/boot.js")).Headers.CacheControl);
    }

    [Fact]
    public async Task A_file_that_no_longer_exists_is_not_answered_with_the_document() =>
        Assert.Equal(StatusCodes.Status404NotFound, (await AnswerAsync("/assets/index-0000.js")).StatusCode);

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    public async Task A_file_comes_in_the_best_encoding_that_the_browser_takes(string accepted, string encoding)
    {
        var response = await AnswerAsync("/boot.js", accepted);

        Assert.Equal(encoding, response.Headers.ContentEncoding.ToString());
        Assert.Equal("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(Script, Text(response));
    }

    [Fact]
    public async Task A_browser_that_has_the_document_is_answered_304()
    {
        var first = await AnswerAsync("/", "br");
        var second = await AnswerAsync("/", "br", first.Headers.ETag.ToString());

        Assert.Equal(StatusCodes.Status304NotModified, second.StatusCode);
        Assert.Equal(0, second.Body.Length);
        Assert.NotEqual(first.Headers.ETag, (await AnswerAsync("/", "gzip")).Headers.ETag);
    }

    [Fact]
    public async Task Without_the_page_the_program_says_what_is_missing()
    {
        var response = await AnswerAsync("/", files: new PageFiles([]));

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, response.StatusCode);
        var text = Text(response);
        Assert.Contains("Node.js 20.19", text);
        Assert.Contains("/openapi/v1.json", text);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v9/query")]
    [InlineData("/health/dead")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/docs/other")]
    [InlineData("/mcp/other")]
    public async Task Unknown_addresses_of_the_API_are_404(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var response = await host.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_page_takes_no_other_method_than_GET_and_HEAD()
    {
        await using var host = await ApiHost.StartAsync();
        using var posted = await host.PostAsync("/s/shop.example", "{}");
        using var head = await host.SendAsync(HttpMethod.Head, "/");

        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        Assert.Equal(PageFiles.Built.Index is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, head.StatusCode);
    }

    private static async Task<HttpResponse> AnswerAsync(
        string path,
        string accepted = "",
        string? known = null,
        PageFiles? files = null,
        bool mayBeFramed = false,
        string? accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    )
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Request.Headers.Accept = accept;
        context.Request.Headers.AcceptEncoding = accepted;
        context.Request.Headers.IfNoneMatch = known;
        context.Response.Body = new MemoryStream();
        await PageMiddleware.AnswerAsync(context, files ?? Files, mayBeFramed);
        return context.Response;
    }

    private static string Text(HttpResponse response)
    {
        var body = (MemoryStream)response.Body;
        body.Position = 0;
        using Stream plain = response.Headers.ContentEncoding.ToString() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain);
        return reader.ReadToEnd();
    }

    private static PageFile File(string path, string content) =>
        new(
            path,
            Compress(content, stream => new BrotliStream(stream, CompressionLevel.Optimal)),
            Compress(content, stream => new GZipStream(stream, CompressionLevel.Optimal))
        );

    private static byte[] Compress(string content, Func<Stream, Stream> encoding)
    {
        using var target = new MemoryStream();
        using (var stream = encoding(target))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        return target.ToArray();
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Reference;

public sealed partial class ReferenceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reference_and_everything_that_it_names_comes_from_this_server()
    {
        await using var host = await ApiHost.StartAsync();
        using var page = await host.GetAsync("/docs");
        var html = await page.Content.ReadAsStringAsync(Cancel);
        var addresses = Address().Matches(html).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["/openapi/v1.json", "/docs/scalar.js", "/docs/start.js"], addresses);
        foreach (var address in addresses)
        {
            using var response = await host.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.OK), (address, response.StatusCode));
            Assert.True((await response.Content.ReadAsByteArrayAsync(Cancel)).Length > 50, address);
        }

        using var start = await host.GetAsync("/docs/start.js");
        var options = await start.Content.ReadAsStringAsync(Cancel);
        foreach (var option in (string[])["withDefaultFonts: false", "telemetry: false", "agent: { disabled: true }"])
        {
            Assert.Contains(option, options, StringComparison.Ordinal);
        }

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self';", policy);
        Assert.DoesNotContain("script-src", policy);
        Assert.DoesNotContain("http", policy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task The_script_is_the_same_in_each_encoding_and_is_not_sent_again(string encoding)
    {
        await using var host = await ApiHost.StartAsync();
        using var first = await AskAsync(null);
        using var again = await AskAsync(first.Headers.ETag!.Tag);

        Stream body = await first.Content.ReadAsStreamAsync(Cancel);
        using var reader = new StreamReader(
            first.Content.Headers.ContentEncoding.Contains("gzip")
                ? new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress)
                : body
        );
        Assert.Contains("createApiReference", await reader.ReadToEndAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        Task<HttpResponseMessage> AskAsync(string? known)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/docs/scalar.js");
            if (encoding.Length > 0)
            {
                request.Headers.Add("Accept-Encoding", encoding);
            }

            if (known is not null)
            {
                request.Headers.Add("If-None-Match", known);
            }

            return host.Client.SendAsync(request, Cancel);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Address();
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Analytics.Web.Endpoints;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Errors;

/// <summary>Every refusal, also one that routing or a library makes before a handler is called.</summary>
public sealed class EmptyRefusalTests
{
    // These answer forever or with a file.
    private static readonly string[] Streams = ["LiveStream", "ExportSite"];

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, null, null, "wrong")]
    [InlineData(null, null, "*/*", ApiHost.AdminKey)]
    [InlineData("image/png", null, null, ApiHost.AdminKey)]
    [InlineData("application/json", "zstd", null, ApiHost.AdminKey)]
    [InlineData("application/json", null, "image/png", ApiHost.AdminKey)]
    [InlineData("application/x-www-form-urlencoded", null, "text/html", ApiHost.AdminKey)]
    public async Task No_refusal_is_without_an_error(string? type, string? encoding, string? accept, string? key)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("shop.example");
        (string Method, string Route)[] addresses =
        [
            .. ApiEndpoints
                .All.Where(endpoint => !Streams.Contains(endpoint.Name))
                .Select(endpoint => (endpoint.Method, Concrete(endpoint.Route))),
            ("POST", "/mcp"),
            ("GET", "/mcp"),
            ("GET", "/api/nowhere"),
            ("DELETE", "/somewhere"),
            ("GET", "/assets/nothing.js"),
        ];
        foreach (var (method, path) in addresses)
        {
            using var response = await host.SendAsync(new HttpMethod(method), path, Content(type, encoding), key, accept);
            if (response.StatusCode < HttpStatusCode.BadRequest)
            {
                continue;
            }

            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(body.StartsWith('{'), $"{method} {path} is answered with {(int)response.StatusCode} and '{body}'");
            Assert.True(JsonDocument.Parse(body).RootElement.TryGetProperty("error", out _), body);
        }
    }

    [Fact]
    public async Task A_call_of_an_assistant_in_another_type_is_refused_by_its_name()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Post, "/mcp", Content("image/png", null), ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("Content-Type 'image/png' is not supported here; send application/json.", await ApiHost.ErrorAsync(response));
    }

    private static ByteArrayContent? Content(string? type, string? encoding)
    {
        if (type is null)
        {
            return null;
        }

        var content = new ByteArrayContent("{"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return content;
    }

    private static string Concrete(string route) =>
        route
            .Replace("{site}", "shop.example", StringComparison.Ordinal)
            .Replace("{id}", "17", StringComparison.Ordinal)
            .Replace("{name}", "script.js", StringComparison.Ordinal);
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Bodies;

/// <summary>
/// Bodies whose JSON is well-formed but for a name or text that is no Unicode. Found by seeds 161 and 219 of the fuzzing.
/// </summary>
public sealed class UnicodeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v2/query", "{\"site_id\u00e0\":\"shop.example\"}", "The body has a key")]
    [InlineData("/api/v2/query/batch", "{\"queries\":[{\"site_id\u00e0\":1}]}", "queries[0] has a key")]
    [InlineData(
        "/api/v2/query/batch",
        "{\"queries\":[{\"id\":\"1\",\"query\":{\"site_id\":\"\u00fb\"}}]}",
        "queries[0].query.site_id has bytes"
    )]
    [InlineData("/api/v2/query/batch", "{\"queries\":[{\"\\ud800\":1}]}", "queries[0] has a key")]
    [InlineData("/api/v1/sites/shop.example/segments", "{\"name\":\"a\",\"content\":{\"\\ud800\":1}}", "content has a key")]
    [InlineData("/api/v1/sites/shop.example/funnels", "{\"name\":\"a\",\"content\":{\"steps\u00e0\":1}}", "content has a key")]
    [InlineData("/api/v1/sites", "{\"domain\":\"\u00ff\"}", "domain has bytes")]
    public async Task A_name_or_text_that_is_no_Unicode_is_refused_with_its_key(string path, string latin, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("shop.example");
        using var body = new ByteArrayContent(Encoding.Latin1.GetBytes(latin));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var answer = await host.SendAsync(HttpMethod.Post, path, body, ApiHost.AdminKey);

        Assert.Equal(
            (HttpStatusCode.BadRequest, true),
            (answer.StatusCode, (await answer.Content.ReadAsStringAsync(Cancel)).Contains(reason, StringComparison.Ordinal))
        );
    }
}

using System.Net;
using System.Text.Json;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Clients;

/// <summary>Settings for which PostHog's script asks in a page before it captures clicks.</summary>
public sealed class PostHogSettingsTests : IAsyncLifetime
{
    private const string Origin = "https://shop.example";

    private ApiHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/array/phc_key/config")]
    [InlineData("POST", "/flags/?v=2&config=true")]
    [InlineData("POST", "/decide/?v=3")]
    public async Task Clicks_are_captured_and_nothing_else(string method, string address)
    {
        using var response = await SendAsync(method, address);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        AssertCaptures(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement);
    }

    [Theory]
    [InlineData("POST", "/flags/?v=2")]
    [InlineData("POST", "/decide/?v=3")]
    public async Task There_are_no_flags(string method, string address)
    {
        using var response = await SendAsync(method, address);

        var answer = await ApiHost.JsonAsync(response);
        Assert.Equal("{}", answer.GetProperty("flags").GetRawText());
        Assert.Equal("{}", answer.GetProperty("featureFlags").GetRawText());
        Assert.False(answer.GetProperty("errorsWhileComputingFlags").GetBoolean());
    }

    [Theory]
    [InlineData("phc_key", "phc_key")]
    [InlineData("%22%5D%3Balert(1)%3Cscript%3E", "\"];alert(1)<script>")]
    public async Task A_script_sets_them_for_the_key_whatever_it_is(string sent, string key)
    {
        using var response = await SendAsync("GET", $"/array/{sent}/config.js");

        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        var script = await response.Content.ReadAsStringAsync(Cancel);
        const string Beginning = "(window._POSTHOG_REMOTE_CONFIG||={})[";
        const string Config = "]={config:";
        const string End = ",siteApps:[]}";
        Assert.StartsWith(Beginning, script);
        Assert.EndsWith(End, script);
        Assert.DoesNotContain('<', script);
        var config = script.IndexOf(Config, StringComparison.Ordinal);
        Assert.Equal(key, JsonSerializer.Deserialize<string>(script[Beginning.Length..config]));
        AssertCaptures(JsonDocument.Parse(script[(config + Config.Length)..^End.Length]).RootElement);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_ask()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/flags/?v=2");
        preflight.Headers.Add("Origin", Origin);
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type");
        using var allowed = await _host.Client.SendAsync(preflight, Cancel);

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("content-type", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    private static void AssertCaptures(JsonElement settings)
    {
        Assert.False(settings.GetProperty("autocapture_opt_out").GetBoolean());
        foreach (
            var off in new[]
            {
                "hasFeatureFlags",
                "sessionRecording",
                "heatmaps",
                "captureDeadClicks",
                "capturePerformance",
                "autocaptureExceptions",
                "surveys",
                "productTours",
                "conversations",
            }
        )
        {
            Assert.Equal((off, JsonValueKind.False), (off, settings.GetProperty(off).ValueKind));
        }

        Assert.Equal("[]", settings.GetProperty("siteApps").GetRawText());
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Add("Origin", Origin);
        var response = await _host.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Origin, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        return response;
    }
}

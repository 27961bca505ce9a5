using System.Net;
using Analytics.Core.Alerts;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Alerts;

/// <summary>Requests to define alerts, those that are accepted and those that are refused.</summary>
public sealed class AlertRequestTests : IAsyncLifetime
{
    private const string Site = "example.com";
    private const string Address = $"/api/v1/sites/{Site}/alerts";

    private ApiHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync(Site);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Metrics_are_those_that_the_goal_has()
    {
        foreach (
            var goal in (string[])
                [
                    """{"goal_type":"event","event_name":"Signup"}""",
                    """{"goal_type":"event","event_name":"Sale","currency":"EUR"}""",
                    """{"goal_type":"page","page_path":"/thanks"}""",
                    """{"goal_type":"page","page_path":"/blog/**","scroll_threshold":50,"display_name":"Read"}""",
                ]
        )
        {
            using var made = await _host.PostAsync($"/api/v1/sites/{Site}/goals", goal, ApiHost.AdminKey);
            Assert.Equal("", made.IsSuccessStatusCode ? "" : await made.Content.ReadAsStringAsync(Stop));
        }

        Assert.Equal(("events", "Signup"), await MadeAsync("\"goal\":\"Signup\""));
        Assert.Equal(("total_revenue", "Sale"), await MadeAsync("\"goal\":\"Sale\",\"metric\":\"total_revenue\""));
        Assert.Equal(("pageviews", "Visit /thanks"), await MadeAsync("\"goal\":\"Visit /thanks\",\"metric\":\"pageviews\""));
        Assert.Equal(("visitors", "Read"), await MadeAsync("\"goal\":\"Read\""));
        await RefusedAsync(
            "\"goal\":\"Signup\",\"metric\":\"total_revenue\"",
            "has no total_revenue; use one of events, visitors, visits"
        );
        await RefusedAsync(
            "\"goal\":\"Sale\",\"metric\":\"pageviews\"",
            "has no pageviews; use one of events, visitors, visits, total_revenue"
        );
        await RefusedAsync("\"goal\":\"Read\",\"metric\":\"events\"", "has no events; use one of visitors, visits");

        async Task<(string?, string?)> MadeAsync(string members)
        {
            using var made = await AddAsync(members);
            var alert = await ApiHost.JsonAsync(made);
            return (alert.GetProperty("metric").GetString(), alert.GetProperty("goal").GetString());
        }

        async Task RefusedAsync(string members, string message)
        {
            using var refused = await AddAsync(members);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(message, await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);
        }

        Task<HttpResponseMessage> AddAsync(string members) =>
            _host.PostAsync(
                Address,
                $"{{\"name\":\"n\",\"kind\":\"drop\",{members},\"url\":\"https://hooks.example/\"}}",
                ApiHost.AdminKey
            );
    }

    [Theory]
    [InlineData("\"kind\":\"flood\"", "kind: 'flood' is unknown; use one of spike, drop, silence, conversion, set_aside")]
    [InlineData("\"kind\":\"spike\",\"threshold\":0", "threshold: 0 is out of range; give a number from 1 to 100000 for spike")]
    [InlineData("\"kind\":\"spike\",\"hours\":169", "hours: 169 is out of range")]
    [InlineData("\"kind\":\"silence\",\"minutes\":9", "minutes: 9 is out of range")]
    [InlineData("\"kind\":\"conversion\",\"goal\":\"Buy\"", "goal: 'Buy' is no goal of the site")]
    [InlineData("\"kind\":\"spike\",\"metric\":\"value_sum\"", "metric: 'value_sum' is unknown")]
    [InlineData("\"kind\":\"drop\",\"goal\":\"Buy\"", "goal: 'Buy' is no goal of the site")]
    [InlineData("\"kind\":\"silence\",\"goal\":\"Buy\"", "goal: 'Buy' is no goal of the site")]
    [InlineData(
        "\"kind\":\"drop\",\"metric\":\"total_revenue\"",
        "metric: 'total_revenue' is that of a goal with a currency; name one in goal"
    )]
    [InlineData("\"kind\":\"spike\",\"url\":\"http://hooks.example/\"", "must begin with https://")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://10.0.0.8/\"", "is an address of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://[::ffff:169.254.169.254]/\"", "is an address of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://u:p@hooks.example/\"", "without a user name")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://hooks.example/\\r\\nX-Y: z\"", "has a space or control character")]
    [InlineData("\"kind\":\"spike\",\"url\":\" https://hooks.example/\"", "has a space or control character")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://localhost./\"", "is a name of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://a.localhost/\"", "is a name of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://metadata.google.internal/\"", "is a name of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://printer.local/\"", "is a name of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://intranet/\"", "is a name of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://192\u3002168\u30020\u30021/\"", "is an address of a private network")]
    [InlineData("\"kind\":\"spike\",\"url\":\"https://10\uFF0E0\uFF0E0\uFF0E8/\"", "is an address of a private network")]
    public async Task A_bad_alert_names_what_is_wrong(string members, string message)
    {
        var url = members.Contains("url", StringComparison.Ordinal) ? "" : ",\"url\":\"https://hooks.example/\"";
        using var answer = await _host.PostAsync(Address, $"{{\"name\":\"n\",{members}{url}}}", ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("168.63.129.17", true)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    public void Addresses_of_private_networks_are_known(string address, bool isPublic) =>
        Assert.Equal(isPublic, WebhookAddress.IsPublic(IPAddress.Parse(address)));
}

using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Tests;

public sealed class WebOptionsTests
{
    [Theory]
    [InlineData("Analytics:Web:TrustedProxies:0", "10.0.0.1", "Analytics:Web:TrustedProxies:0 is '10.0.0.1'")]
    [InlineData("Analytics:Web:TrustedProxies:0", "10.0.0.0/33", "10.0.0.0/33")]
    [InlineData("Analytics:Web:TrustedProxies", "10.0.0.0/8", "as Analytics__Web__TrustedProxies__0=10.0.0.0/8")]
    [InlineData("Analytics:Web:TrustedProxy", "10.0.0.0/8", "Analytics:Web:TrustedProxy is no setting; the settings are AdminKey, ")]
    [InlineData("Analytics:Wbe:ScanEvents", "5", "Analytics:Wbe is no setting and no section of settings; they are in Analytics:Web, as")]
    [InlineData("Analytics:ScanEvents", "5", "Analytics:ScanEvents is no setting and no section of settings")]
    [InlineData("Analytics:Web:StatsRequestsPerHour", "-1", "Analytics:Web:StatsRequestsPerHour is -1")]
    [InlineData("Analytics:Web:BodyMegabytes", "8", "Analytics:Web:BodyMegabytes is 8")]
    [InlineData("Analytics:Web:BodyMegabytes", "99999999", "Analytics:Web:BodyMegabytes is 99999999")]
    [InlineData("Analytics:Web:ConcurrentQueries", "-1", "Analytics:Web:ConcurrentQueries is -1")]
    [InlineData("Analytics:Web:QuerySeconds", "0", "Analytics:Web:QuerySeconds is 0")]
    [InlineData("Analytics:Web:AnswerSeconds", "9", "Analytics:Web:AnswerSeconds is 9")]
    [InlineData("Analytics:Web:ScanEvents", "-1", "Analytics:Web:ScanEvents is -1")]
    [InlineData("Analytics:Web:CountryHeader", "CF IPCountry", "Analytics:Web:CountryHeader is 'CF IPCountry'")]
    [InlineData("Analytics:Web:ClientAddressHeader", "X Azure", "Analytics:Web:ClientAddressHeader is 'X Azure'")]
    [InlineData(
        "ANALYTICS_ADMIN_KEY",
        "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/key)",
        "ANALYTICS_ADMIN_KEY is a Key Vault reference"
    )]
    [InlineData("ANALYTICS_ADMIN_KEY", "short", "ANALYTICS_ADMIN_KEY has 5 characters")]
    public async Task A_setting_that_cannot_work_stops_the_start_and_is_named(string setting, string value, string expected)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            ApiHost.StartAsync(new Dictionary<string, string?> { [setting] = value })
        );

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    public async Task The_country_header_counts_only_behind_a_configured_proxy(string proxies, bool expected)
    {
        await using var host = await ApiHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Analytics:Web:TrustedProxies:0"] = proxies,
                ["Analytics:Web:CountryHeader"] = "X-Country",
                ["Analytics:Web:CityHeader"] = "X-City",
            }
        );
        await host.AddSiteAsync("example.com");
        host.Client.DefaultRequestHeaders.Add("X-Country", "EE");
        host.Client.DefaultRequestHeaders.Add("X-City", "Tartu-from-header");

        using var response = await host.PostAsync(
            "/api/event",
            """{"domain":"example.com","name":"pageview","url":"https://example.com/"}"""
        );

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(expected, host.LogText().Contains("Tartu-from-header"));
    }
}

using System.Net;
using Analytics.Core.Collection;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Places;

public sealed class PlacedEventTests : IDisposable
{
    private const string Pageview = """{"domain":"example.com","name":"pageview","url":"https://example.com/"}""";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mmdb");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task An_event_has_the_place_of_its_address_and_never_the_address()
    {
        await using var host = await StartAsync();

        await SendAsync(host, "81.2.69.142");

        Assert.Contains("2950159\u001FBerlin", host.LogText(), StringComparison.Ordinal);
        Assert.Contains("DE-BE\u001FLand Berlin", host.LogText(), StringComparison.Ordinal);
        Assert.DoesNotContain("81.2.69", host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_front_end_goes_before_the_database_and_what_contradicts_it_is_left_out()
    {
        await using var host = await StartAsync(("CountryHeader", "CF-IPCountry"));

        await SendAsync(host, "81.2.69.142", ("CF-IPCountry", "FR"));
        Assert.DoesNotContain("Berlin", host.LogText(), StringComparison.Ordinal);

        await SendAsync(host, "81.2.69.142", ("CF-IPCountry", "DE"));
        Assert.Contains("2950159\u001FBerlin", host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_event_has_the_place_of_its_own_address_unless_it_sets_one()
    {
        await using var host = await StartAsync();
        var key = await host.AddKeyAsync(KeyScopes.Import);
        const string Template =
            """{"domain":"example.com","name":"pageview","url":"https://example.com/","timestamp":"2025-01-01T10:00:00Z","ip":"81.2.70.9"@}""";

        using var placed = await host.PostAsync(
            "/api/events?import=true",
            $"[{Template.Replace("@", ",\"dimensions\":{\"visit:country\":\"US\"}", StringComparison.Ordinal)}]",
            key
        );
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.DoesNotContain("Frankfurt", host.LogText(), StringComparison.Ordinal);

        using var plain = await host.PostAsync("/api/events?import=true", $"[{Template.Replace("@", "", StringComparison.Ordinal)}]", key);
        Assert.Contains("2925533\u001FFrankfurt am Main", host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_a_server_sends_for_an_address_has_the_place_of_that_address()
    {
        await using var host = await StartAsync();
        var collector = host.Services.GetRequiredService<Collector>();
        var context = CollectionContext.Create(host.Time.Now, "81.2.69.142", ApiHost.Browser) with { HasKey = true, TakesFacts = true };

        await collector.CollectOneAsync(
            System.Text.Encoding.UTF8.GetBytes(Pageview.Replace("}", ",\"ip\":\"81.2.70.9\"}", StringComparison.Ordinal)),
            context,
            TestContext.Current.CancellationToken
        );

        Assert.Contains("Frankfurt am Main", host.LogText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Berlin", host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_stops_the_start_with_its_setting()
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() =>
            ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:GeoDatabase"] = _file })
        );

        Assert.Equal($"Analytics:Web:GeoDatabase is '{_file}': there is no such file.", refusal.Message);
    }

    [Fact]
    public async Task A_replaced_database_is_used_without_a_restart()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "81.2.69.142");
        await File.WriteAllBytesAsync(_file, PlaceDatabaseFile.Cities("Berlin an der Spree"), TestContext.Current.CancellationToken);

        host.Time.Advance(TimeSpan.FromSeconds(31));
        for (var i = 0; i < 1_000 && !host.LogText().Contains("Spree", StringComparison.Ordinal); i++)
        {
            await SendAsync(host, "81.2.69.142");
        }

        Assert.Contains("2950159\u001FBerlin an der Spree", host.LogText(), StringComparison.Ordinal);
    }

    private static async Task SendAsync(ApiHost host, string address, params (string Name, string Value)[] headers)
    {
        using var content = ApiHost.Text(Pageview, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/event") { Content = content };
        request.Headers.Add("X-Forwarded-For", address);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private async Task<ApiHost> StartAsync(params (string Name, string Value)[] settings)
    {
        await File.WriteAllBytesAsync(_file, PlaceDatabaseFile.Cities(), TestContext.Current.CancellationToken);
        var all = settings.ToDictionary(setting => $"Analytics:Web:{setting.Name}", setting => (string?)setting.Value);
        all["Analytics:Web:GeoDatabase"] = _file;
        all["Analytics:Web:TrustedProxies:0"] = "127.0.0.0/8";
        var host = await ApiHost.StartAsync(all);
        await host.AddSiteAsync("example.com");
        return host;
    }
}

using Analytics.Core.Acquisition;
using Analytics.Core.Agents;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.DataFiles;

/// <summary>The files are the release's with a line more, as tests run beside one another and share what is in use.</summary>
public sealed class SuppliedFilesTests : IDisposable
{
    private const string Pageview = """{"domain":"example.com","name":"pageview","url":"https://example.com/"}""";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Agents_of_a_file_are_used_and_those_of_a_replaced_file_without_a_restart()
    {
        await WriteAsync(Released<AgentRules>("agents.txt"));
        await using var host = await StartAsync("AgentsFile");
        Assert.False(await IsFilteredAsync(host, "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0 Quetzalwalker"));

        await WriteAsync(
            Released<AgentRules>("agents.txt").Replace("\n[Libraries]", "\nquetzalwalker\n[Libraries]", StringComparison.Ordinal)
        );
        host.Time.Advance(TimeSpan.FromSeconds(31));
        var filtered = false;
        for (var i = 0; i < 1_000 && !filtered; i++)
        {
            filtered = await IsFilteredAsync(host, "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0 Quetzalwalker");
        }

        Assert.True(filtered);
    }

    [Fact]
    public async Task Sources_of_a_file_are_used()
    {
        await WriteAsync(Released<SourceCatalog>("sources.txt") + "\n[Search]\nQuetzal Search: quetzal.example\n");
        await using var host = await StartAsync("SourcesFile");

        Assert.Equal("Quetzal Search", AcquisitionParser.Parse("https://example.com/", "https://quetzal.example/?q=x", false).Source);
    }

    [Fact]
    public async Task Data_centres_of_a_file_are_filtered()
    {
        await WriteAsync("# this machine\n127.0.0.0/8\n::1/128\n");
        await using var host = await StartAsync("DataCentresFile");

        Assert.True(await IsFilteredAsync(host, ApiHost.Browser));
    }

    [Theory]
    [InlineData("AgentsFile", "[Robots]\nx\n[Machines]\n", "Line 3 of the agents")]
    [InlineData("SourcesFile", "[Search]\nno colon\n", "Line 2 of the sources")]
    [InlineData("DataCentresFile", "10.0.0.0/8\n\n10.0.0/8x\n", "line 3 of the networks")]
    [InlineData("DataCentresFile", "\u00ff", "UTF-8")]
    public async Task A_file_that_cannot_be_read_stops_the_start_and_its_line_is_named(string setting, string content, string expected)
    {
        await File.WriteAllBytesAsync(_file, System.Text.Encoding.Latin1.GetBytes(content), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(setting));

        Assert.StartsWith($"Analytics:Web:{setting} is '{_file}': ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private static string Released<T>(string name)
    {
        using var reader = new StreamReader(typeof(T).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static async Task<bool> IsFilteredAsync(ApiHost host, string agent)
    {
        using var content = ApiHost.Text(Pageview, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/event") { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.Contains("x-plausible-dropped");
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);

    private async Task<ApiHost> StartAsync(string setting)
    {
        var host = await ApiHost.StartAsync(new Dictionary<string, string?> { [$"Analytics:Web:{setting}"] = _file });
        await host.AddSiteAsync("example.com");
        return host;
    }
}

using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Tracker;

public sealed partial class TrackerTests
{
    private static readonly string Folder = Repository.File("functions/Analytics.Web/Tracker");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_script_is_served_to_pages_of_any_origin_and_cached()
    {
        await using var host = await ApiHost.StartAsync();
        using var response = await host.GetAsync("/js/script.js");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("cross-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("public, max-age=86400", response.Headers.CacheControl!.ToString());
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Folder, "script.min.js"), Cancel), await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public void The_minified_script_has_at_most_1500_bytes() =>
        Assert.InRange(new FileInfo(Path.Combine(Folder, "script.min.js")).Length, 500, 1500);

    [Fact]
    public void The_minified_script_holds_every_text_of_the_source()
    {
        var source = Comment().Replace(File.ReadAllText(Path.Combine(Folder, "script.js")), string.Empty);
        var minified = File.ReadAllText(Path.Combine(Folder, "script.min.js"));

        foreach (Match text in Text().Matches(source))
        {
            Assert.Contains(text.Groups[1].Value, minified);
        }
    }

    [Fact]
    public void The_script_keeps_nothing_in_the_browser()
    {
        var minified = File.ReadAllText(Path.Combine(Folder, "script.min.js"));

        Assert.DoesNotContain("cookie", minified);
        Assert.DoesNotContain("Storage", minified);
        Assert.DoesNotContain("indexedDB", minified);
    }

    [Theory]
    [InlineData("script.js")]
    [InlineData("script.min.js")]
    public async Task In_a_page_the_script_sends_what_it_should(string file)
    {
        if (!HasNode())
        {
            Assert.Skip("node is not installed; the script's behaviour is checked where it is.");
        }

        var start = new ProcessStartInfo("node", [Repository.File("tests/Analytics.Web.Tests/Tracker/page.mjs"), Path.Combine(Folder, file)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.True(process.ExitCode == 0, output + await error);
    }

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "node")) || File.Exists(Path.Combine(folder, "node.exe")));

    [GeneratedRegex("^\\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("'([^'\\n]+)'")]
    private static partial Regex Text();
}

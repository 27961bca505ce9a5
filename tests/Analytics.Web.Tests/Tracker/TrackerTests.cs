using System.IO.Compression;
using System.Net;
using System.Text;
using Analytics.Core.Sites;
using Analytics.Web.Tests.Hosting;
using Analytics.Web.Tracker;

namespace Analytics.Web.Tests.Tracker;

public sealed class TrackerTests
{
    private const int MostBytes = 2304;

    private static readonly TrackerFiles Files = new(static name =>
        name == "script.js" ? "(o=>{})"u8.ToArray() : Encoding.UTF8.GetBytes(name)
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("script.js", "")]
    [InlineData("plausible.js", "")]
    [InlineData("analytics.js", "")]
    [InlineData("p.js", "")]
    [InlineData("script.outbound-links.js", "outboundLinks:1")]
    [InlineData("plausible.hash.tagged-events.js", "hashBasedRouting:1,taggedEvents:1")]
    [InlineData("script.tagged-events.hash.js", "hashBasedRouting:1,taggedEvents:1")]
    [InlineData("script.hash.hash.js", "hashBasedRouting:1")]
    [InlineData("script.manual.pageview-props.revenue.js", "autoCapturePageviews:0")]
    [InlineData("script.compat.local.exclusions.js", "captureOnLocalhost:1")]
    [InlineData("script.file-downloads.404.js", "notFound:1,fileDownloads:1")]
    [InlineData("pa-with.js", "init:1,fileDownloads:1,formSubmissions:1,outboundLinks:1,taggedEvents:1")]
    [InlineData("pa-with_outbound-links_404.js", "init:1,fileDownloads:1,formSubmissions:1,outboundLinks:1,taggedEvents:1")]
    [InlineData("pa-within.js", "init:1,fileDownloads:1,formSubmissions:1,outboundLinks:1,taggedEvents:1")]
    [InlineData("pa-x8Ab_12.js", "init:1,fileDownloads:1,formSubmissions:1,outboundLinks:1,taggedEvents:1")]
    public void A_name_switches_on_what_it_names_in_any_order(string name, string options)
    {
        Assert.True(ScriptName.TryParse(name, out var parsed));
        Assert.Equal(options, parsed);
    }

    [Theory]
    [InlineData("script")]
    [InlineData("script.min.js")]
    [InlineData("script..js")]
    [InlineData("script.Hash.js")]
    [InlineData("hash.js")]
    [InlineData(".js")]
    [InlineData("pa-.js")]
    [InlineData("pa-1.hash.js")]
    [InlineData("script.js.map")]
    [InlineData("vitals.js")]
    public void Other_names_are_no_scripts(string name) => Assert.False(ScriptName.TryParse(name, out _));

    [Fact]
    public void Scripts_of_sites_are_remembered_up_to_a_number()
    {
        var files = new TrackerFiles(static _ => "(o=>{})"u8.ToArray());
        var first = files.Of(SiteOf(0));
        Assert.Same(first, files.Of(SiteOf(0)));

        for (var i = 1; i <= 2 * TrackerFiles.RememberedSites; i++)
        {
            Assert.NotNull(files.Of(SiteOf(i)));
        }

        Assert.NotSame(first, files.Of(SiteOf(0)));

        static Site SiteOf(int number) => new($"site{number}.example", "Etc/UTC", DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("pa-for_shop.example.js", "shop.example")]
    [InlineData("pa-for_shop_a.example~2.js", "shop_a.example~2")]
    [InlineData("pa-for_.js", null)]
    [InlineData("pa-for_a b.js", null)]
    [InlineData("pa-for_shop.example", null)]
    [InlineData("pa-form.js", null)]
    public void A_name_may_be_that_of_a_site(string name, string? site) => Assert.Equal(site, ScriptName.SiteOf(name));

    [Fact]
    public void Every_combination_of_extensions_has_a_script_and_one_order_of_options()
    {
        var names = ScriptName.Extensions.Select(extension => extension.Name).ToList();
        foreach (var first in names)
        {
            foreach (var second in names)
            {
                Assert.True(ScriptName.TryParse($"script.{first}.{second}.js", out var one));
                Assert.True(ScriptName.TryParse($"plausible.{second}.{first}.js", out var other));
                Assert.Equal(one, other);
                Assert.Same(Files.Find($"script.{first}.{second}.js"), Files.Find($"plausible.{second}.{first}.js"));
            }
        }
    }

    [Fact]
    public async Task The_script_is_served_to_pages_of_any_origin_compressed_and_cached()
    {
        await using var host = await BuiltHost();
        using var plain = await host.GetAsync("/js/script.outbound-links.js");

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal("cross-origin", Assert.Single(plain.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("*", Assert.Single(plain.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("public, max-age=86400", plain.Headers.CacheControl!.ToString());
        var text = await plain.Content.ReadAsStringAsync(Cancel);
        Assert.EndsWith("({outboundLinks:1})", text);

        foreach (
            var (encoding, decompress) in new (string, Func<Stream, Stream>)[]
            {
                ("gzip", stream => new GZipStream(stream, CompressionMode.Decompress)),
                ("br", stream => new BrotliStream(stream, CompressionMode.Decompress)),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/js/script.outbound-links.js");
            request.Headers.AcceptEncoding.ParseAdd(encoding);
            using var response = await host.Client.SendAsync(request, Cancel);
            Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.NotEqual(plain.Headers.ETag, response.Headers.ETag);
            using var reader = new StreamReader(decompress(await response.Content.ReadAsStreamAsync(Cancel)));
            Assert.Equal(text, await reader.ReadToEndAsync(Cancel));

            using var again = new HttpRequestMessage(HttpMethod.Get, "/js/script.outbound-links.js");
            again.Headers.AcceptEncoding.ParseAdd(encoding);
            again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
            using var known = await host.Client.SendAsync(again, Cancel);
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_known_ones()
    {
        await using var host = await BuiltHost();
        using var response = await host.GetAsync("/js/script.outbound.js");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = await ApiHost.ErrorAsync(response);
        Assert.Contains("'script.outbound.js'", error);
        Assert.All(ScriptName.Extensions, extension => Assert.Contains(extension.Name, error));
    }

    [Fact]
    public void A_build_without_nodejs_has_no_tracker()
    {
        var none = new TrackerFiles(static _ => null);

        Assert.False(none.AreBuilt);
        Assert.Null(none.Find("script.js"));
        Assert.Null(none.Find("script.mjs"));
    }

    [Fact]
    public async Task With_everything_in_it_the_script_has_at_most_2304_bytes_compressed()
    {
        await using var host = await BuiltHost();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/js/script.{string.Join('.', ScriptName.Extensions.Select(extension => extension.Name))}.js"
        );
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.InRange((await response.Content.ReadAsByteArrayAsync(Cancel)).Length, 1000, MostBytes);
    }

    [Fact]
    public async Task The_script_keeps_nothing_in_the_browser()
    {
        await using var host = await BuiltHost();
        foreach (var name in new[] { "script.js", "script.mjs", "vitals.mjs" })
        {
            var code = await host.Client.GetStringAsync("/js/" + name, Cancel);
            Assert.DoesNotContain("cookie", code);
            Assert.DoesNotContain("sessionStorage", code);
            Assert.DoesNotContain("indexedDB", code);
            Assert.DoesNotContain("setItem", code);
            Assert.DoesNotContain("localStorage", code.Replace("localStorage.plausible_ignore==", string.Empty));
        }
    }

    private static async Task<ApiHost> BuiltHost()
    {
        Assert.SkipUnless(TrackerFiles.Built().AreBuilt, "The tracker is not part of this build, which needs Node.js.");
        return await ApiHost.StartAsync();
    }
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Imports;

public sealed class ImportsTests : IAsyncLifetime
{
    private const string Site = "example.com";
    private const string Address = $"/api/v1/sites/{Site}/imports";
    private const string Visitors =
        "date,visitors,pageviews,bounces,visits,visit_duration\n2023-05-01,5,9,3,6,120\n2023-05-02,1,1,1,1,0\n";

    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync(Site);
        _key = await _host.AddKeyAsync(KeyScopes.Import, Site);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Files_are_imported_once_shown_exported_and_deleted()
    {
        var zip = Zip(("imported_visitors_20230501_20230502.csv", Visitors), ("readme.txt", "x"));
        using var created = await SendAsync(zip);
        Assert.Equal(
            """{"id":"1","state":"complete","days":[{"first":"2023-05-01","last":"2023-05-02"}],"days_with_events":[],"tables":[{"name":"imported_visitors","rows":2}]}""",
            Without(await ApiHost.JsonAsync(created), "created_at")
        );
        using var again = await SendAsync(zip);
        Assert.Equal("1", (await ApiHost.JsonAsync(again)).GetProperty("id").GetString());
        using var other = await SendAsync(
            Zip(("imported_visitors_20230501_20230502.csv", Visitors.Replace(",9,", ",8,", StringComparison.Ordinal)))
        );
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("2023-05-01 to 2023-05-02", await ApiHost.ErrorAsync(other), StringComparison.Ordinal);

        Assert.Equal("""[{"dimensions":[],"metrics":[10]}] true""", await AskAsync(include: true));
        Assert.Equal("""[{"dimensions":[],"metrics":[0]}] null""", await AskAsync(include: false));
        using var legacy = await _host.GetAsync(
            $"/api/v1/stats/aggregate?site_id={Site}&period=custom&date=2023-05-01,2023-05-31&metrics=pageviews&with_imported=true",
            ApiHost.AdminKey
        );
        Assert.Equal("""{"results":{"pageviews":{"value":10}}}""", await legacy.Content.ReadAsStringAsync(Stop));

        using var exported = await _host.GetAsync($"/api/v1/sites/{Site}/export?format=imports", ApiHost.AdminKey);
        await using var archive = new ZipArchive(await exported.Content.ReadAsStreamAsync(Stop));
        using var file = new StreamReader(await archive.GetEntry("1/imported_visitors_20230501_20230502.csv")!.OpenAsync(Stop));
        Assert.Equal(
            "date,visitors,visits,visit_duration,bounces,pageviews\n2023-05-01,5,6,120,3,9\n2023-05-02,1,1,0,1,1\n",
            await file.ReadToEndAsync(Stop)
        );

        using var deleted = await _host.DeleteAsync($"{Address}/1", _key);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var missing = await _host.DeleteAsync($"{Address}/1", _key);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var list = await _host.GetAsync(Address, ApiHost.AdminKey);
        Assert.Equal("""{"imports":[]}""", await list.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("Hello, this is no zip.")]
    [InlineData("PK\u0003\u0004 and then nothing of a zip")]
    [InlineData("")]
    public async Task A_file_that_is_no_zip_is_refused_in_plain_words(string content)
    {
        using var refused = await SendAsync(Encoding.UTF8.GetBytes(content));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            "The file is no zip archive, or its end is missing; send the zip of Plausible's CSV export as it was downloaded.",
            await ApiHost.ErrorAsync(refused)
        );
    }

    [Fact]
    public async Task A_file_in_the_zip_that_is_damaged_is_named_in_plain_words()
    {
        var zip = Zip(("imported_visitors_20230501_20230502.csv", Visitors));
        zip.AsSpan(30 + "imported_visitors_20230501_20230502.csv".Length, 8).Fill(0xFF);

        using var refused = await SendAsync(zip);

        Assert.Equal(
            "imported_visitors_20230501_20230502.csv in the zip cannot be decompressed; download the zip again and send it as it is.",
            await ApiHost.ErrorAsync(refused)
        );
    }

    [Fact]
    public async Task An_export_of_imported_totals_that_are_not_there_is_refused_and_says_which_are()
    {
        using var none = await _host.GetAsync($"/api/v1/sites/{Site}/export?format=imports", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal(
            "Site 'example.com' has no imported totals; export format reports or ndjson, or import totals first.",
            await ApiHost.ErrorAsync(none)
        );

        using var created = await SendAsync(Zip(("imported_visitors_20230501_20230502.csv", Visitors)));
        using var other = await _host.GetAsync($"/api/v1/sites/{Site}/export?format=imports&from=2023-05-03", ApiHost.AdminKey);
        Assert.Equal(
            "Site 'example.com' has no imported totals of these days; it has those of 2023-05-01 to 2023-05-02.",
            await ApiHost.ErrorAsync(other)
        );
        using var edge = await _host.GetAsync($"/api/v1/sites/{Site}/export?format=imports&from=2023-05-02", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, edge.StatusCode);
    }

    [Fact]
    public async Task Erasures_take_the_days_that_they_touch_and_a_deleted_site_leaves_nothing()
    {
        using var created = await SendAsync(Zip(("imported_visitors_20230501_20230502.csv", Visitors)));
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal("""[{"dimensions":[],"metrics":[10]}] true""", await AskAsync(include: true));

        using var erasure = await _host.PostAsync(
            $"/api/v1/sites/{Site}/erasures",
            """{"from":"2023-05-01T06:00:00Z","to":"2023-05-01T07:00:00Z"}""",
            key: ApiHost.AdminKey
        );
        Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
        Assert.DoesNotContain(
            _host.Tables.RowsOf(Core.Tables.TableNames.Sites),
            row => row.RowKey.StartsWith("aggregate", StringComparison.Ordinal) && row.Body.Length > 70
        );
        Assert.Equal("""[{"dimensions":[],"metrics":[1]}] true""", await AskAsync(include: true));

        using var deleted = await _host.DeleteAsync($"/api/v1/sites/{Site}", ApiHost.AdminKey);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
        Assert.DoesNotContain(_host.Tables.RowsOf(Core.Tables.TableNames.Sites), row => row.PartitionKey == Site);
    }

    [Fact]
    public async Task The_same_files_bring_back_what_an_erasure_took()
    {
        var zip = Zip(("imported_visitors_20230501_20230502.csv", Visitors));
        using var first = await SendAsync(zip);
        using var erasure = await _host.PostAsync(
            $"/api/v1/sites/{Site}/erasures",
            """{"from":"2023-05-01T06:00:00Z","to":"2023-05-01T07:00:00Z"}""",
            key: ApiHost.AdminKey
        );
        Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
        Assert.Equal("""[{"dimensions":[],"metrics":[1]}] true""", await AskAsync(include: true));

        using var again = await SendAsync(zip);
        var brought = await ApiHost.JsonAsync(again);
        Assert.Equal("2 complete", $"{brought.GetProperty("id")} {brought.GetProperty("state")}");
        Assert.Equal("""[{"first":"2023-05-01","last":"2023-05-01"}]""", brought.GetProperty("days").GetRawText());
        Assert.Equal("""[{"dimensions":[],"metrics":[10]}] true""", await AskAsync(include: true));

        using var third = await SendAsync(zip);
        Assert.Equal("complete", (await ApiHost.JsonAsync(third)).GetProperty("state").GetString());
        using var list = await _host.GetAsync(Address, ApiHost.AdminKey);
        Assert.Equal(2, (await ApiHost.JsonAsync(list)).GetProperty("imports").GetArrayLength());
    }

    [Theory]
    [InlineData("Asia/Kolkata", "--from 2023-05-01T18:00Z --to 2023-05-02T19:00Z. Erasures are of whole hours UTC: up to 30 minutes of")]
    [InlineData("Asia/Kathmandu", "--from 2023-05-01T18:00Z --to 2023-05-02T19:00Z. Erasures are of whole hours UTC: up to 45 minutes of")]
    [InlineData("Europe/Tallinn", "--from 2023-05-01T21:00Z --to 2023-05-02T21:00Z.")]
    public async Task The_remedy_says_what_it_takes_of_other_days(string zone, string remedy)
    {
        var noon = new DateTimeOffset(2023, 5, 2, 6, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        await using var host = await ApiHost.StartAsync(events: [new(Site, noon, 1)]);
        await host.AddSiteAsync(Site, zone: zone);

        using var created = await SendAsync(
            Zip(("imported_visitors_2023.csv", Visitors)),
            await host.AddKeyAsync(KeyScopes.Import, Site),
            host
        );

        var said = (await ApiHost.JsonAsync(created)).GetProperty("left_out").GetProperty("message").GetString()!;
        Assert.Contains(remedy, said, StringComparison.Ordinal);
        Assert.Equal(
            remedy.Contains("hours", StringComparison.Ordinal),
            said.Contains("of the days before and after are erased", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Days_with_events_are_left_out_and_named_with_the_remedy()
    {
        var events = new List<NaiveEvent> { new(Site, new DateTimeOffset(2023, 5, 2, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 1) };
        await using var host = await ApiHost.StartAsync(events: events);
        await host.AddSiteAsync(Site);
        var key = await host.AddKeyAsync(KeyScopes.Import, Site);

        using var created = await SendAsync(Zip(("imported_visitors_2023.csv", Visitors)), key, host);
        var import = await ApiHost.JsonAsync(created);
        Assert.Equal("""[{"first":"2023-05-01","last":"2023-05-01"}]""", import.GetProperty("days").GetRawText());
        var leftOut = import.GetProperty("left_out");
        Assert.Equal("""[{"first":"2023-05-02","last":"2023-05-02"}]""", leftOut.GetProperty("days_with_events").GetRawText());
        Assert.Equal("[]", leftOut.GetProperty("days_of_other_imports").GetRawText());
        Assert.Contains(
            "2023-05-02 left out: the site has events of its own",
            leftOut.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"analytics erase {Site} --from 2023-05-02 --to 2023-05-03.",
            leftOut.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );

        // Another day gets an event, and the list says so.
        events.Add(new(Site, new DateTimeOffset(2023, 5, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 2));
        using var list = await host.GetAsync(Address, ApiHost.AdminKey);
        Assert.Equal(
            """[{"first":"2023-05-01","last":"2023-05-01"}]""",
            (await ApiHost.JsonAsync(list)).GetProperty("imports")[0].GetProperty("days_with_events").GetRawText()
        );

        using var refused = await SendAsync(
            Zip(("imported_visitors_2023.csv", Visitors.Replace(",9,", ",8,", StringComparison.Ordinal))),
            key,
            host
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var error = await ApiHost.ErrorAsync(refused);
        Assert.Contains("Events of the site itself are on 2023-05-01 to 2023-05-02;", error, StringComparison.Ordinal);
        Assert.Contains("Another import has 2023-05-01;", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_have_imported_totals_if_asked_and_tell_which_have()
    {
        const string Events = "date,name,link_url,path,visitors,events\n2023-05-01,Signup,,,2,3\n";
        using var created = await SendAsync(
            Zip(("imported_visitors_20230501_20230502.csv", Visitors), ("imported_custom_events_20230501_20230501.csv", Events))
        );
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.DoesNotContain("2023-05-01", await FileAsync("", "days.csv"), StringComparison.Ordinal);
        Assert.Null(await EntryAsync("", "imports.csv"));
        Assert.Contains("2023-05-01,5,6,9,", await FileAsync("&imports=true", "days.csv"), StringComparison.Ordinal);
        var imports = (await FileAsync("&imports=true", "imports.csv")).Split("\r\n");
        Assert.Equal("report,dimensions,imports_included,imports_skip_reason,imports_warning", imports[0]);
        Assert.Equal("days,time:day,true,,", imports[1]);
        Assert.Contains(imports, line => line.StartsWith("channels,visit:channel,false,unsupported_query,", StringComparison.Ordinal));

        async Task<string> FileAsync(string parameters, string name) => (await EntryAsync(parameters, name))!;

        async Task<string?> EntryAsync(string parameters, string name)
        {
            using var exported = await _host.GetAsync($"/api/v1/sites/{Site}/export?format=reports{parameters}", ApiHost.AdminKey);
            await using var archive = new ZipArchive(await exported.Content.ReadAsStreamAsync(Stop));
            if (archive.GetEntry(name) is not { } entry)
            {
                return null;
            }

            using var file = new StreamReader(await entry.OpenAsync(Stop));
            return await file.ReadToEndAsync(Stop);
        }
    }

    [Theory]
    [InlineData("imported_visitors_1.csv", Visitors, "no file of a known table")]
    [InlineData("imported_visitors_2023.csv", "day,visitors\n", "record 1 has no column 'date'")]
    [InlineData("imported_visitors_2023.csv", "date,visitors\n2023-05-01,5,6\n", "record 2 has 3 fields where the header has 2")]
    [InlineData("imported_visitors_2023.csv", "date,visitors\n2023-05-01,-5\n", "record 2 has visitors '-5'")]
    [InlineData(
        "imported_visitors_2023.csv",
        "date,visitors\n2023-05-01,9999999999999\n",
        "record 2 has visitors '9999999999999'; write a whole number from 0 to 9223372036854"
    )]
    [InlineData("imported_visitors_2023.csv", "date,visitors\n01.05.2023,5\n", "record 2 has the date '01.05.2023'")]
    [InlineData("imported_visitors_2023.csv", "date,visitors\n", "no rows")]
    [InlineData("imported_visitors_2023.csv", "date,visitors,visitors\n2023-05-01,5,6\n", "record 1 has two columns 'visitors'")]
    [InlineData("imported_visitors_2023.csv", "date,people\n", "none of the columns visitors")]
    public async Task A_damaged_file_is_named_and_nothing_is_imported(string name, string content, string message)
    {
        using var answer = await SendAsync(Zip((name, content)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(answer), StringComparison.Ordinal);
        using var list = await _host.GetAsync(Address, ApiHost.AdminKey);
        Assert.Equal("""{"imports":[]}""", await list.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task What_is_no_zip_or_lacks_the_scope_is_refused()
    {
        using var text = await SendAsync(Encoding.UTF8.GetBytes(Visitors));
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);
        using var json = await _host.PostAsync(Address, "{}", key: _key);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        var reading = await _host.AddKeyAsync(KeyScopes.Stats, Site);
        using var refused = await SendAsync(Zip(("imported_visitors.csv", Visitors)), reading);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var damaged = await SendAsync([
            .. Zip(("imported_visitors.csv", string.Concat(Enumerable.Repeat(Visitors, 50))))[..^200],
            .. new byte[200],
        ]);
        Assert.Equal(HttpStatusCode.BadRequest, damaged.StatusCode);
    }

    private static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return memory.ToArray();
    }

    private static string Without(JsonElement json, string member)
    {
        var node = System.Text.Json.Nodes.JsonObject.Create(json)!;
        node.Remove(member);
        return node.ToJsonString();
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, string? key = null, ApiHost? host = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return (host ?? _host).SendAsync(HttpMethod.Post, Address, content, key ?? _key);
    }

    private async Task<string> AskAsync(bool include)
    {
        var imports = include ? ""","include":{"imports":true}""" : "";
        using var answer = await _host.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"{{Site}}","metrics":["pageviews"],"date_range":["2023-05-01","2023-05-31"]{{imports}}}""",
            key: ApiHost.AdminKey
        );
        var json = await ApiHost.JsonAsync(answer);
        return $"{json.GetProperty("results").GetRawText()} "
            + $"{(json.GetProperty("meta").TryGetProperty("imports_included", out var included) ? included.GetRawText() : "null")}";
    }
}

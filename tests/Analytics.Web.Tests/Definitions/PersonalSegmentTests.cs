using System.Net;
using Analytics.Core.Definitions;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Definitions;

/// <summary>A segment that one key alone may see, on a public site that others read with a key, a shared link or without either.</summary>
public sealed class PersonalSegmentTests : IAsyncLifetime
{
    private const string Secret = "/only-mine";
    private const string Segment = """["is","segment",["1"]]""";
    private const string Segments = "/api/v1/sites/example.com/segments";
    private const string Personal = """{"name":"Mine","personal":true,"content":{"filters":[["is","event:page",["/only-mine"]]]}}""";

    private ApiHost _host = null!;
    private string _owner = null!;

    public static TheoryData<string, string> Questions =>
        new()
        {
            { "/api/v2/query", $$"""{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[{{Segment}}]}""" },
            {
                "/api/v2/query/batch",
                $$$"""{"queries":[{"id":"x","query":{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[["not",{{{Segment}}}]]}}]}"""
            },
            {
                "/api/v2/funnel",
                $$"""{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}],"filters":[{{Segment}}]}"""
            },
            { "/api/v2/journeys", $$"""{"site_id":"example.com","date_range":"day","filters":[{{Segment}}]}""" },
            { "/api/v2/retention", $$"""{"site_id":"example.com","date_range":"day","cohort_by":"day","filters":[{{Segment}}]}""" },
        };

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com", isPublic: true);
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        using var made = await _host.PostAsync(Segments, Personal, _owner);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Only_its_key_can_ask_with_it_and_for_others_it_does_not_exist(string path, string question)
    {
        Assert.Contains(Secret, await AnswerAsync(path, question, _owner));
        string?[] others = [null, ApiHost.AdminKey, await _host.AddKeyAsync(KeyScopes.Stats), await OpenLinkAsync()];
        foreach (var other in others)
        {
            var answer = await AnswerAsync(path, question, other);
            Assert.DoesNotContain(Secret, answer);
            Assert.Contains("has no segment '1'", answer.Replace("\\u0027", "'"));
        }
    }

    [Fact]
    public async Task A_link_that_is_limited_to_a_segment_shows_nothing_once_it_is_personal()
    {
        using var shared = await _host.PostAsync(Segments, Personal.Replace("true", "false"), _owner);
        var reader = await OpenLinkAsync(",\"segment\":\"2\"");
        const string Question = """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""";
        Assert.Contains(Secret, await AnswerAsync("/api/v2/query", Question, reader));

        // As where a release made it personal that did not look for links.
        var cancel = TestContext.Current.CancellationToken;
        await _host
            .Services.GetRequiredService<DefinitionRegistry>()
            .Of(DefinitionRegistry.Segments)
            .ChangeAsync(
                "example.com",
                all => DefinitionChange<StoredDefinition>.Replace(all.First(one => one.Id == "2") with { Owner = "someone" }),
                cancel
            );
        using var refused = await _host.PostAsync("/api/v2/query", Question, reader);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("made personal", await ApiHost.ErrorAsync(refused));
    }

    private async Task<string> AnswerAsync(string path, string question, string? key)
    {
        using var response = await _host.PostAsync(path, question, key);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> OpenLinkAsync(string members = "")
    {
        using var made = await _host.PostAsync(
            "/api/v1/sites/example.com/shared-links",
            $$"""{"name":"link{{members.Length}}"{{members}}}""",
            _owner
        );
        using var opened = await _host.PostAsync(
            "/api/v1/session",
            $$"""{"link":"{{(await ApiHost.JsonAsync(made)).GetProperty("token").GetString()}}"}"""
        );
        return (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString()!;
    }
}

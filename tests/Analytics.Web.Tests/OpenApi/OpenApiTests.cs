using System.Globalization;
using System.Net;
using System.Text.Json;
using Analytics.Web.Clients;
using Analytics.Web.Endpoints;
using Analytics.Web.Tests.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Analytics.Web.Tests.OpenApi;

public sealed class OpenApiTests
{
    private const string Update = "UPDATE_SNAPSHOTS";

    /// <summary>The objects that the examples of some addresses need.</summary>
    private static readonly (string Path, string Address, string Body)[] Before =
    [
        ("/api/v1/sites/{site}/goals/{id}", "/api/v1/sites/example.com/goals", """{ "goal_type": "event", "event_name": "Signup" }"""),
        (
            "/api/v1/sites/{site}/alerts",
            "/api/v1/sites/example.com/goals",
            """{ "goal_type": "event", "event_name": "Purchase", "currency": "EUR" }"""
        ),
        (
            "/api/v1/sites/{site}/annotations/{id}",
            "/api/v1/sites/example.com/annotations",
            """{ "name": "Deploy", "content": { "at": "2026-03-10" } }"""
        ),
        (
            "/api/v1/sites/{site}/segments/{id}",
            "/api/v1/sites/example.com/segments",
            """{ "name": "Home", "content": { "filters": [["is", "event:page", ["/"]]] } }"""
        ),
        (
            "/api/v1/sites/{site}/funnels/{id}",
            "/api/v1/sites/example.com/funnels",
            """{ "name": "Checkout", "content": { "steps": [{ "page": "/a" }, { "page": "/b" }] } }"""
        ),
        ("/api/v1/sites/{site}/shared-links/{id}", "/api/v1/sites/example.com/shared-links", """{ "name": "Newsletter" }"""),
        ("/api/v1/session", "/api/v1/sites/example.com/shared-links", """{ "name": "Newsletter", "password": "a long password" }"""),
        (
            "/api/v1/sites/{site}/alerts/{id}",
            "/api/v1/sites/example.com/alerts",
            """{ "name": "Doubled", "kind": "spike", "url": "https://hooks.example/alerts" }"""
        ),
        ("/api/v1/sites/{site}/views/{id}", "/api/v1/sites/example.com/views", """{ "name": "Paid", "content": {} }"""),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_committed_description_is_what_the_routed_endpoints_generate()
    {
        await using var host = await ApiHost.StartAsync();
        var provider = host.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(Cancel);
        var generated = (await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, Cancel)).ReplaceLineEndings("\n") + "\n";
        var path = Repository.File("docs/openapi.json");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllTextAsync(path, generated, Cancel);
        }

        var committed = await File.ReadAllTextAsync(path, Cancel);
        Assert.True(
            generated == committed,
            "docs/openapi.json is not what the code generates. If the change is meant: "
                + $"{Update}=1 dotnet run --project tests/Analytics.Web.Tests, and commit it."
        );
    }

    [Fact]
    public async Task The_description_is_served_with_a_validator()
    {
        await using var host = await ApiHost.StartAsync();
        using var first = await host.GetAsync("/openapi/v1.json");
        Assert.Equal(
            await File.ReadAllTextAsync(Repository.File("docs/openapi.json"), Cancel),
            await first.Content.ReadAsStringAsync(Cancel)
        );

        var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public void Every_endpoint_but_preflights_is_described_with_summary_and_answers()
    {
        var paths = Committed().GetProperty("paths");

        foreach (var endpoint in ApiEndpoints.All.Where(endpoint => endpoint.Method != "OPTIONS"))
        {
            var operation = paths.GetProperty(endpoint.Route).GetProperty(endpoint.Method.ToLowerInvariant());
            Assert.Equal(endpoint.Name, operation.GetProperty("operationId").GetString());
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), answer => answer.Name.StartsWith('2'));
            Assert.All(
                operation.GetProperty("responses").EnumerateObject(),
                answer => Assert.NotEmpty(answer.Value.GetProperty("description").GetString()!)
            );
        }
    }

    [Fact]
    public void Clients_are_described_with_the_answers_that_they_get()
    {
        foreach (var (method, path, protocols) in ClientProtocols.Addresses)
        {
            var responses = Committed()
                .GetProperty("paths")
                .GetProperty(path)
                .GetProperty(method.ToLowerInvariant())
                .GetProperty("responses");
            var expected = protocols.SelectMany(protocol => protocol.AnswersTo(method)).Distinct().ToList();
            Assert.Equal(
                expected.Select(answer => (answer.Status, answer.Type)).Distinct().Order(),
                responses
                    .EnumerateObject()
                    .Where(answer => answer.Name.StartsWith('2'))
                    .SelectMany(answer =>
                        answer.Value.TryGetProperty("content", out var content)
                            ? content
                                .EnumerateObject()
                                .Select(type => (int.Parse(answer.Name, CultureInfo.InvariantCulture), (string?)type.Name))
                            : [(int.Parse(answer.Name, CultureInfo.InvariantCulture), null)]
                    )
                    .Order()
            );
        }
    }

    [Fact]
    public void A_row_may_be_compared_with_a_bucket_that_there_was_not()
    {
        var row = Committed().GetProperty("components").GetProperty("schemas").GetProperty("QueryComparisonRowBody");

        Assert.Equal(
            ["null", "string"],
            row.GetProperty("properties")
                .GetProperty("dimensions")
                .GetProperty("items")
                .GetProperty("type")
                .EnumerateArray()
                .Select(type => type.GetString())
        );
    }

    [Fact]
    public void Endpoints_have_unique_names_and_addresses()
    {
        Assert.Equal(ApiEndpoints.All.Count, ApiEndpoints.All.Select(endpoint => endpoint.Name).Distinct().Count());
        Assert.Equal(ApiEndpoints.All.Count, ApiEndpoints.All.Select(endpoint => endpoint.Method + endpoint.Route).Distinct().Count());
    }

    [Fact]
    public async Task Every_example_of_a_body_is_accepted_by_the_server()
    {
        var tried = 0;
        foreach (var path in Committed().GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                if (
                    !operation.Value.TryGetProperty("requestBody", out var request)
                    || !request.GetProperty("content").TryGetProperty("application/json", out var content)
                )
                {
                    continue;
                }

                foreach (var example in content.GetProperty("examples").EnumerateObject())
                {
                    await using var host = await ApiHost.StartAsync();
                    if (operation.Name != "post" || path.Name != "/api/v1/sites")
                    {
                        await host.AddSiteAsync("example.com");
                        await host.AddSiteAsync("shop.example.com");
                    }

                    var token = string.Empty;
                    foreach (
                        var (address, body) in Before
                            .Where(before => path.Name.StartsWith(before.Path, StringComparison.Ordinal))
                            .Select(before => (before.Address, before.Body))
                    )
                    {
                        using var made = await host.PostAsync(address, body, ApiHost.AdminKey);
                        Assert.True(made.IsSuccessStatusCode, address);
                        token = (await ApiHost.JsonAsync(made)).TryGetProperty("token", out var ofLink) ? ofLink.GetString()! : token;
                    }

                    using var response = await host.SendAsync(
                        new HttpMethod(operation.Name.ToUpperInvariant()),
                        path.Name.Replace("{site}", "example.com").Replace("{id}", "1"),
                        ApiHost.Text(
                            example
                                .Value.GetProperty("value")
                                .GetRawText()
                                .Replace("ana_…", ApiHost.AdminKey)
                                .Replace("example.com~F3cPq9xY2mK7dR1sT5uVwA", token),
                            "application/json"
                        ),
                        ApiHost.AdminKey
                    );

                    var answer = await response.Content.ReadAsStringAsync(Cancel);
                    Assert.True(response.IsSuccessStatusCode, $"{path.Name}, {example.Name}: {answer}");
                    Assert.DoesNotContain("\"rejected\":[{", answer);
                    Assert.False(response.Headers.Contains("X-Analytics-Warning"), example.Name);
                    tried++;
                }
            }
        }

        Assert.True(tried >= 9, $"{tried} examples");
    }

    private static JsonElement Committed() => JsonDocument.Parse(File.ReadAllText(Repository.File("docs/openapi.json"))).RootElement;
}

using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>
/// Provokes what every operation of the description refuses alike: keys, scopes, sites, content types, sizes and damaged bodies.
/// </summary>
public sealed class DocumentedErrorsTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Without_a_key_or_with_an_unknown_one_an_operation_that_needs_one_is_401() => await EachAsync("401", async operation =>
    {
        if (!operation.NeedsKey)
        {
            return null;
        }

        // Wrong keys are limited by address and hour.
        _host.Time.Advance(TimeSpan.FromHours(1));
        var without = operation.KeyIsOptional ? HttpStatusCode.Unauthorized : await StatusAsync(operation, null);
        return (without, await StatusAsync(operation, "ana_wrong")) is (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized) ? "" : $"{without}";
    });

    [Fact]
    public async Task A_good_key_without_any_scope_of_the_operation_is_403() => await EachAsync("403", async operation =>
    {
        if (!operation.NeedsKey || operation.Name is "GetSession")
        {
            return null;
        }

        var key = await _host.AddKeyAsync(operation.Name is "CollectEvents" or "Counting" or "CreateImport" or "DeleteImport" ? KeyScopes.Stats : KeyScopes.Import);
        var status = await StatusAsync(operation, key);
        return status == HttpStatusCode.Forbidden ? "" : $"{status}";
    });

    [Fact]
    public async Task A_site_that_does_not_exist_is_404() => await EachAsync("404", async operation =>
    {
        if (!operation.Path.Contains("{site}", StringComparison.Ordinal))
        {
            return null;
        }

        var status = await StatusAsync(operation, ApiHost.AdminKey, site: "nowhere.com");
        return status == HttpStatusCode.NotFound ? "" : $"{status}";
    });

    [Fact]
    public async Task Another_content_type_is_415() => await EachAsync("415", async operation =>
    {
        if (operation.Body is null)
        {
            return null;
        }

        var status = await StatusAsync(operation, ApiHost.AdminKey, type: "text/xml");
        return status == HttpStatusCode.UnsupportedMediaType ? "" : $"{status}";
    });

    [Fact]
    public async Task A_body_over_the_limit_is_413() => await EachAsync("413", async operation =>
    {
        if (operation.Body is null)
        {
            return null;
        }

        var status = await StatusAsync(operation, ApiHost.AdminKey, body: "[" + new string(' ', 5 * 1024 * 1024) + "]");
        return status == HttpStatusCode.RequestEntityTooLarge ? "" : $"{status}";
    });

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("{\"nonsense\":1}")]
    [InlineData("")]
    public async Task A_damaged_body_is_400(string body) => await EachAsync("400", async operation =>
    {
        if (operation.Body is null || operation.Name is "CollectEvents")
        {
            return null;
        }

        var status = await StatusAsync(operation, ApiHost.AdminKey, body: body);
        return status == HttpStatusCode.BadRequest ? "" : $"{status}";
    });

    private async Task EachAsync(string status, Func<Operation, Task<string?>> provoke)
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var operation in Operations().Where(operation => operation.Statuses.Contains(status)))
        {
            if (await provoke(operation) is { } failure)
            {
                tried++;
                if (failure.Length > 0)
                {
                    failures.Add($"{operation.Name}: {failure}");
                }
            }
        }

        Assert.Empty(failures);
        Assert.True(tried >= 5, $"{tried} operations");
    }

    private async Task<HttpStatusCode> StatusAsync(Operation operation, string? key, string site = "example.com", string? body = null, string type = "application/json")
    {
        var path = operation.Path.Replace("{site}", site).Replace("{id}", "1").Replace("{name}", "script.js");
        var content = operation.Body is null ? null : ApiHost.Text(body ?? operation.Body, type);
        using var response = await _host.SendAsync(new HttpMethod(operation.Method), path + operation.Query, content, key);
        return response.StatusCode;
    }

    private static IEnumerable<Operation> Operations()
    {
        var document = JsonDocument.Parse(File.ReadAllText(Repository.File("docs/openapi.json"))).RootElement;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = operation.Value.GetProperty("operationId").GetString()!;
                if (name.StartsWith("Client", StringComparison.Ordinal) || name is "CollectSocket" or "CollectEvent")
                {
                    continue;
                }

                var security = operation.Value.TryGetProperty("security", out var listed) ? listed.EnumerateArray().Count() : 0;
                var example = operation.Value.TryGetProperty("requestBody", out var body)
                    && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("examples", out var examples)
                        ? examples.EnumerateObject().First().Value.GetProperty("value").GetRawText()
                        : null;
                var query = name == "CollectEvents" ? "?import=true" : operation.Value.TryGetProperty("parameters", out var parameters)
                    ? "?" + string.Join('&', parameters.EnumerateArray().Where(parameter => parameter.GetProperty("name").GetString() == "site_id").Select(_ => "site_id=example.com"))
                    : "";
                yield return new Operation(
                    name,
                    operation.Name.ToUpperInvariant(),
                    path.Name,
                    query,
                    security > 0,
                    security > 1,
                    [.. operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name)],
                    example);
            }
        }
    }

    private sealed record Operation(
        string Name, string Method, string Path, string Query, bool NeedsKey, bool KeyIsOptional, IReadOnlyList<string> Statuses, string? Body);
}

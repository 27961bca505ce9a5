using System.Net;
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
    public async Task Without_a_key_or_with_an_unknown_one_an_operation_that_needs_one_is_401() =>
        await EachAsync(
            "401",
            async operation =>
            {
                if (!operation.NeedsKey)
                {
                    return null;
                }

                // Wrong keys are limited by address and hour.
                _host.Time.Advance(TimeSpan.FromHours(1));
                var without = operation.KeyIsOptional ? HttpStatusCode.Unauthorized : await StatusAsync(operation, null);
                return (without, await StatusAsync(operation, "ana_wrong")) is (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)
                    ? ""
                    : $"{without}";
            }
        );

    [Fact]
    public async Task A_good_key_without_any_scope_of_the_operation_is_403() =>
        await EachAsync(
            "403",
            async operation =>
            {
                if (!operation.NeedsKey || operation.Name is "GetSession")
                {
                    return null;
                }

                var key = await _host.AddKeyAsync(
                    operation.Name is "CollectEvents" or "Counting" or "CreateImport" or "DeleteImport"
                        ? KeyScopes.Stats
                        : KeyScopes.Import
                );
                var status = await StatusAsync(operation, key);
                return status == HttpStatusCode.Forbidden ? "" : $"{status}";
            }
        );

    [Fact]
    public async Task A_site_that_does_not_exist_is_404() =>
        await EachAsync(
            "404",
            async operation =>
            {
                if (!operation.Path.Contains("{site}", StringComparison.Ordinal))
                {
                    return null;
                }

                var status = await StatusAsync(operation, ApiHost.AdminKey, site: "nowhere.com");
                return status == HttpStatusCode.NotFound ? "" : $"{status}";
            }
        );

    [Fact]
    public async Task Another_content_type_is_415() =>
        await EachAsync(
            "415",
            async operation =>
            {
                if (operation.Body is null)
                {
                    return null;
                }

                var status = await StatusAsync(operation, ApiHost.AdminKey, type: "text/xml");
                return status == HttpStatusCode.UnsupportedMediaType ? "" : $"{status}";
            }
        );

    [Fact]
    public async Task A_body_over_the_limit_is_413() =>
        await EachAsync(
            "413",
            async operation =>
            {
                if (operation.Body is null)
                {
                    return null;
                }

                var status = await StatusAsync(operation, ApiHost.AdminKey, body: "[" + new string(' ', 5 * 1024 * 1024) + "]");
                return status == HttpStatusCode.RequestEntityTooLarge ? "" : $"{status}";
            }
        );

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("{\"nonsense\":1}")]
    [InlineData("")]
    public async Task A_damaged_body_is_400(string body) =>
        await EachAsync(
            "400",
            async operation =>
            {
                if (operation.Body is null || operation.Name is "CollectEvents")
                {
                    return null;
                }

                var status = await StatusAsync(operation, ApiHost.AdminKey, body: body);
                return status == HttpStatusCode.BadRequest ? "" : $"{status}";
            }
        );

    private async Task EachAsync(string status, Func<DescribedOperation, Task<string?>> provoke)
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (
            var operation in DescribedOperation
                .All()
                .Where(operation => !operation.IsOfClients)
                .Where(operation => operation.Statuses.Contains(status))
        )
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

    private async Task<HttpStatusCode> StatusAsync(
        DescribedOperation operation,
        string? key,
        string site = "example.com",
        string? body = null,
        string type = "application/json"
    )
    {
        var content = operation.Body is null ? null : ApiHost.Text(body ?? operation.Body, type);
        using var response = await _host.SendAsync(new HttpMethod(operation.Method), operation.AddressOf(site), content, key);
        return response.StatusCode;
    }
}

using System.Net;
using Analytics.Web.Endpoints;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Errors;

/// <summary>A method that an address does not have was refused with an empty body, by which a client can't tell what is wrong.</summary>
public sealed class WrongMethodTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    [Fact]
    public async Task Every_address_names_the_methods_that_it_has()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var route in ApiEndpoints.All.GroupBy(endpoint => Concrete(endpoint.Route)))
        {
            // Several templates can match one address, such as /api/v1/sites/{site} and /api/v1/sites/goals.
            using var options = await host.SendAsync(new HttpMethod("TRACE"), route.Key);
            var allowed = options.Content.Headers.Allow.Order().ToList();
            Assert.Superset(route.Select(endpoint => endpoint.Method).ToHashSet(), allowed.ToHashSet());

            foreach (var method in Methods.Except(allowed).Where(method => method != "HEAD"))
            {
                using var response = await host.SendAsync(new HttpMethod(method), route.Key);

                Assert.Equal((method, HttpStatusCode.MethodNotAllowed), (method, response.StatusCode));
                Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
                Assert.Equal(
                    $"The method {method} is not possible at {route.Key}; use {string.Join(" or ", allowed)}.",
                    await ApiHost.ErrorAsync(response)
                );
            }
        }
    }

    [Fact]
    public async Task The_refusal_has_the_headers_of_every_other()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.DeleteAsync("/api/event");

        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("X-Request-Id")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Assistants_are_told_as_well()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Put, "/mcp");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(
            $"The method PUT is not possible at /mcp; use {string.Join(" or ", response.Content.Headers.Allow.Order())}.",
            await ApiHost.ErrorAsync(response)
        );
    }

    private static string Concrete(string route) =>
        route
            .Replace("{site}", "shop.example", StringComparison.Ordinal)
            .Replace("{id}", "17", StringComparison.Ordinal)
            .Replace("{name}", "script.js", StringComparison.Ordinal);
}

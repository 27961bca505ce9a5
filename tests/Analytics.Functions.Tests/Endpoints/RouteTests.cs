using System.Reflection;
using System.Text.Json;
using Analytics.Functions.Endpoints;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Tests.Endpoints;

public sealed class RouteTests
{
    private static readonly IReadOnlyList<MethodInfo> Functions =
        [.. typeof(CollectFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FunctionAttribute)))];

    [Fact]
    public void The_functions_are_the_endpoints_of_the_embedded_host()
    {
        var functions = Functions.SelectMany(function => TriggersOf(function).SelectMany(trigger => trigger.Methods!.Select(method =>
            (function.GetCustomAttribute<FunctionAttribute>()!.Name, Method: method.ToUpperInvariant(), Route: $"/{trigger.Route}"))));

        Assert.Equal(
            ApiEndpoints.All.Select(endpoint => (endpoint.Name, endpoint.Method, endpoint.Route)).Order(),
            functions.Order());
    }

    [Fact]
    public void Everyone_reaches_the_functions_as_the_API_checks_its_own_keys() =>
        Assert.All(Functions.SelectMany(TriggersOf), trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));

    [Fact]
    public void Paths_have_no_prefix()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "host.json")));

        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void The_host_finds_the_functions_because_they_are_public()
    {
        Assert.NotEmpty(Functions);
        Assert.All(Functions, function => Assert.True(function.IsPublic && function.DeclaringType!.IsPublic, function.Name));
        Assert.Equal(Functions.Count, Functions.Select(f => f.GetCustomAttribute<FunctionAttribute>()!.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task Every_function_answers_with_the_endpoint_of_its_name()
    {
        foreach (var function in Functions.Where(function => TriggersOf(function).Any()))
        {
            var name = function.GetCustomAttribute<FunctionAttribute>()!.Name;

            Assert.Equal($"{name}Async", function.Name);
            Assert.Equal(name, await NameAskedFor(function));
        }
    }

    /// <summary>Calls the function without the API's services: the call fails at the handler of the endpoint, whose metrics would name it.</summary>
    private static async Task<string?> NameAskedFor(MethodInfo function)
    {
        using var listener = new EndpointListener();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().BuildServiceProvider(),
        };
        await (Task<IResult>)function.Invoke(Activator.CreateInstance(function.DeclaringType!), [context.Request])!;
        return listener.Endpoint;
    }

    private static IEnumerable<HttpTriggerAttribute> TriggersOf(MethodInfo function) =>
        function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>();
}

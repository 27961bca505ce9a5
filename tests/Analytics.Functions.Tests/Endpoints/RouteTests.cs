using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Analytics.Functions.Endpoints;
using Analytics.Web;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Analytics.Functions.Tests.Endpoints;

public sealed class RouteTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly IReadOnlyList<MethodInfo> Functions =
    [
        .. typeof(Api)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FunctionAttribute))),
    ];

    public static TheoryData<string> Paths =>
        [
            .. ApiEndpoints.All.Select(endpoint => Concrete(endpoint.Route)).Distinct(),
            "/",
            "/api",
            "/api/event/",
            "/API/EVENT",
            "/api/v1/sites/shop.example/other",
            "/index.html",
        ];

    /// <summary>
    /// The handlers fail for want of their services, the same way in both hosts, so that what is compared is the routing.
    /// </summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_method_is_answered_as_the_embedded_host_answers_it(string path)
    {
        foreach (var method in Methods)
        {
            var (ofFunction, ofHost) = (Request(method, path), Request(method, path));
            using var listener = new EndpointListener();
            ofFunction.SetEndpoint(new Endpoint(null, null, "the worker's own"));
            ofFunction.Request.RouteValues["path"] = path.TrimStart('/');

            await (await new Api(new(ofFunction.RequestServices, TimeProvider.System)).RunAsync(ofFunction.Request)).ExecuteAsync(
                ofFunction
            );
            await EmbeddedHost(ofHost.RequestServices)(ofHost);

            Assert.Equal((method, Answer(ofHost)), (method, Answer(ofFunction)));
            if (ofHost.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            {
                Assert.Equal(BodyOf(ofHost), BodyOf(ofFunction));
                Assert.Contains("The method " + method, BodyOf(ofFunction), StringComparison.Ordinal);
            }

            Assert.Equal(ofHost.Request.RouteValues, ofFunction.Request.RouteValues);
            Assert.Equal(NameOf(ofHost) ?? "none", listener.Endpoint);
        }
    }

    [Theory]
    [InlineData("GET", "/api/event", 405, "OPTIONS, POST")]
    [InlineData("HEAD", "/health/live", 405, "GET")]
    [InlineData("DELETE", "/api/v1/status", 405, "GET")]
    [InlineData("GET", "/api/nowhere", 404, "")]
    public async Task A_method_that_a_path_does_not_have_is_405_with_those_it_has(string method, string path, int status, string allowed)
    {
        var context = Request(method, path);

        await new ApiRouter(context.RequestServices, TimeProvider.System).AnswerAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(allowed, context.Response.Headers.Allow.ToString());
        var error = JsonDocument.Parse(BodyOf(context)).RootElement.GetProperty("error").GetString()!;
        Assert.All(allowed.Split(", "), name => Assert.Contains(name, error, StringComparison.Ordinal));
    }

    [Fact]
    public void One_function_takes_every_path_and_method_from_everyone_as_the_API_checks_its_own_keys()
    {
        var trigger = Assert.Single(Functions.SelectMany(TriggersOf));

        Assert.Equal("{*path}", trigger.Route);
        Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        Assert.Equal(Methods.Order(), trigger.Methods!.Select(method => method.ToUpperInvariant()).Order());
    }

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
        Assert.Equal(
            Functions.Count,
            Functions.Select(f => f.GetCustomAttribute<FunctionAttribute>()!.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()
        );
    }

    private static string Concrete(string route) =>
        route.Replace("{site}", "shop.example", StringComparison.Ordinal).Replace("{id}", "17", StringComparison.Ordinal);

    private static string BodyOf(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private static (int Status, string Allow, string? Endpoint) Answer(HttpContext context) =>
        (context.Response.StatusCode, context.Response.Headers.Allow.ToString(), NameOf(context));

    private static string? NameOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    private static DefaultHttpContext Request(string method, string path)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DiagnosticListener("tests"))
            .AddLogging()
            .AddEndpoints();

        // What routing itself needs of the services that AddAnalyticsWeb adds.
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>().AddMcpServer().WithHttpTransport();
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        (context.Request.Method, context.Request.Path) = (method, path);
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static RequestDelegate EmbeddedHost(IServiceProvider services)
    {
        var application = new ApplicationBuilder(services);
        application.UseRouting();
        application.UseAnalyticsPage();
        application.UseEndpoints(endpoints => endpoints.MapAnalyticsApi());
        return application.Build();
    }

    private static IEnumerable<HttpTriggerAttribute> TriggersOf(MethodInfo function) =>
        function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>();
}

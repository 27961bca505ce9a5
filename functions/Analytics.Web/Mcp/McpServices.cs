using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace Analytics.Web.Mcp;

/// <summary>Registers the server of the Model Context Protocol, by which assistants read statistics.</summary>
internal static class McpServices
{
    /// <summary>The address.</summary>
    public const string Path = "/mcp";

    private const string Instructions =
        "Web analytics of the sites that the key sees. Begin with list_sites; "
        + "list_definitions gives the goals and saved segments of a site. Visitors of "
        + "different days or rows can't be added up: ask for the "
        + "total over the whole range. Days are those of the site's time zone.";

    /// <summary>
    /// Gives an endpoint the refusals of all others. The library itself fails on a body without a content type, and lets routing refuse
    /// other types, without a body.
    /// </summary>
    /// <param name="endpoint">The library's endpoint.</param>
    public static void Guard(EndpointBuilder endpoint)
    {
        var answer = endpoint.RequestDelegate!;
        foreach (var accepted in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
        {
            endpoint.Metadata.Remove(accepted);
        }

        endpoint.RequestDelegate = context => ApiGuard.RunAsync<McpGate>(context, (gate, asked) => gate.RunAsync(asked, answer));
    }

    /// <summary>Adds the server. It has no sessions, so any instance can answer any request.</summary>
    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();

        // Otherwise each call of a tool would write several lines to the log. A rejected call is not a failure: otherwise anyone could
        // fill the log without a key. Failures are logged by the called endpoints.
        services.AddLogging(static logging =>
            logging
                .AddFilter("ModelContextProtocol", LogLevel.Warning)
                .AddFilter("ModelContextProtocol.Server.McpServer", LogLevel.Critical)
        );
        services.AddSingleton<InnerRequests>();
        services.AddSingleton<McpGate>();
        services
            .AddMcpServer(static options =>
            {
                options.ServerInfo = new Implementation
                {
                    Name = "analytics",
                    Title = "Analytics",
                    Version = "1",
                };
                options.ServerInstructions = Instructions;
            })
            .WithHttpTransport(static transport => transport.Stateless = true)
            .WithRequestFilters(static filters => filters.AddCallToolFilter(ToolArguments.Checked))
            .WithTools<AnalyticsTools>(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });
        return services;
    }
}

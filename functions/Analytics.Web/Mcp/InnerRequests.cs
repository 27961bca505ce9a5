using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace Analytics.Web.Mcp;

/// <summary>
/// Calls endpoints of the API within the process, with the key of the current request, so that keys, limits and refusals are the same.
/// Thread-safe.
/// </summary>
internal sealed class InnerRequests(IHttpContextAccessor accessor)
{
    private static readonly string[] Passed = ["Authorization", "User-Agent", "X-Forwarded-For"];

    private static readonly Dictionary<string, ApiEndpoint> ByName = ApiEndpoints.All.ToDictionary(
        endpoint => endpoint.Name,
        StringComparer.Ordinal
    );

    /// <summary>Returns the answer of an endpoint.</summary>
    /// <param name="endpoint">The endpoint's name in <see cref="ApiEndpoints"/>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="site">The site in its address; null for none.</param>
    /// <exception cref="McpException">The endpoint rejected the request; the message is the endpoint's.</exception>
    public async Task<JsonNode> AskAsync(string endpoint, JsonObject? body = null, string? site = null)
    {
        var outer = accessor.HttpContext ?? throw new McpException("There is no request to answer.");
        var target = ByName[endpoint];
        using var answer = new MemoryStream();
        var inner = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        inner.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        inner.Request.Method = target.Method;
        inner.Request.Path = target.Route.Replace("{site}", site, StringComparison.Ordinal);
        inner.Request.RouteValues["site"] = site;
        foreach (var header in Passed)
        {
            inner.Request.Headers[header] = outer.Request.Headers[header];
        }

        if (body is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
            inner.Request.Body = new MemoryStream(bytes);
            inner.Request.ContentLength = bytes.Length;
            inner.Request.ContentType = MediaTypeNames.Application.Json;
        }

        inner.Response.Body = answer;
        await target.Handle(inner);
        await inner.Response.CompleteAsync();
        answer.Position = 0;
        var json = answer.Length == 0 ? null : await JsonNode.ParseAsync(answer, cancellationToken: outer.RequestAborted);
        return inner.Response.StatusCode == StatusCodes.Status200OK && json is not null
            ? json
            : throw new McpException(json?["error"]?.ToString() ?? $"The server answered {inner.Response.StatusCode}; try again.");
    }
}

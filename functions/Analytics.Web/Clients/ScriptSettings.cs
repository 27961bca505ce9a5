using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients;

/// <summary>Settings for which a product's script in pages asks before it begins; they are the same for all sites. Thread-safe.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route template; the key, if it is part of the path, is <c>id</c>.</param>
/// <param name="Type">The content type.</param>
/// <param name="ContentOf">Returns the settings for a key; it is empty if the path has none.</param>
internal sealed record ScriptSettings(string Method, string Route, string Type, Func<string, string> ContentOf)
{
    /// <summary>Answers a request from a page of any origin.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        Cors.AllowSender(context);
        return ClientAnswers.TextAsync(context, ContentOf(RouteValue.Id(context)), Type);
    }
}

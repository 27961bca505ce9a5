namespace Analytics.Web.Tests.Hosting;

/// <summary>A signed-in browser.</summary>
/// <param name="Host">The server.</param>
/// <param name="Cookie">The cookie, <c>name=value</c>.</param>
/// <param name="CsrfToken">The token for changes.</param>
internal sealed record BrowserSession(ApiHost Host, string Cookie, string CsrfToken)
{
    /// <summary>Sends as a page of the server does.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        string? body = null,
        bool withToken = true,
        string? fetchSite = "same-origin",
        string? origin = null
    )
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : ApiHost.Text(body, "application/json"),
        };
        request.Headers.Add("Cookie", Cookie);
        if (withToken)
        {
            request.Headers.Add("X-CSRF-Token", CsrfToken);
        }

        if (fetchSite is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", fetchSite);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

namespace Analytics.Web.Clients.PostHog;

/// <summary>
/// The settings for which PostHog's script asks before it captures clicks: what is kept is switched on, and nothing else. Thread-safe.
/// </summary>
internal static class PostHogSettings
{
    private const string JavaScript = "text/javascript; charset=utf-8";

    // An absent member may leave a feature on, so that each is named.
    private const string Members = """
        "supportedCompression":["gzip","gzip-js"],"autocapture_opt_out":false,"hasFeatureFlags":false,"sessionRecording":false,"heatmaps":false,"captureDeadClicks":false,"capturePerformance":false,"autocaptureExceptions":false,"errorTracking":{"autocaptureExceptions":false,"suppressionRules":[]},"logs":{"captureConsoleLogs":false},"surveys":false,"productTours":false,"conversations":false,"siteApps":[],"toolbarParams":{},"isAuthenticated":false,"defaultIdentifiedOnly":true
        """;

    private const string Config = "{" + Members + "}";

    // Older scripts read their settings with the flags, of which there are none.
    private const string Flags =
        "{\"flags\":{},\"featureFlags\":{},\"featureFlagPayloads\":{},\"errorsWhileComputingFlags\":false," + Members + "}";

    /// <summary>The addresses and their answers.</summary>
    public static IReadOnlyList<ScriptSettings> All { get; } =
    [
        new("GET", "/array/{id}/config", JsonAnswer.ContentType, static _ => Config),
        new(
            "GET",
            "/array/{id}/config.js",
            JavaScript,
            static key => $"(window._POSTHOG_REMOTE_CONFIG||={{}})[{Quoted(key)}]={{config:{Config},siteApps:[]}}"
        ),
        new("POST", "/flags", JsonAnswer.ContentType, static _ => Flags),
        new("POST", "/decide", JsonAnswer.ContentType, static _ => Flags),
    ];

    private static string Quoted(string key) => ClientJson.Element(key).GetRawText();
}

namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>Names of Google Analytics' events and parameters that have a meaning here.</summary>
internal static class GoogleNames
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "page_location",
        "page_referrer",
        "page_title",
        "session_id",
        "engagement_time_msec",
        "currency",
        "value",
        "timestamp_micros",
        "debug_mode",
        "screen_name",
        "firebase_screen",
        "transaction_id",
        "ga_session_id",
        "ga_session_number",
    };

    /// <summary>Returns our name of an event.</summary>
    public static string Of(string name) =>
        name switch
        {
            "page_view" or "screen_view" => ClientEvent.PageviewName,
            "user_engagement" => ClientEvent.EngagementName,
            _ => name,
        };

    /// <summary>Returns true if a parameter is not a custom property.</summary>
    public static bool IsOwn(string parameter) => Own.Contains(parameter);
}

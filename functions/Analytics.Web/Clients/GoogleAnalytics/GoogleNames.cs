namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>The names that Google Analytics gives to events and parameters with a meaning of their own.</summary>
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

    /// <summary>Our name of an event.</summary>
    public static string Of(string name) =>
        name switch
        {
            "page_view" or "screen_view" => ClientEvent.PageviewName,
            "user_engagement" => ClientEvent.EngagementName,
            _ => name,
        };

    /// <summary>True if a parameter is no custom property.</summary>
    public static bool IsOwn(string parameter) => Own.Contains(parameter);
}

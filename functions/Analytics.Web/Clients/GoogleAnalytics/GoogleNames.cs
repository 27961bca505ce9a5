namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>Names of Google Analytics' events and parameters that have a meaning here.</summary>
public static class GoogleNames
{
    private const string Scroll = "scroll";
    private const int ScrolledPercent = 90;

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
        "percent_scrolled",
        "ga_session_id",
        "ga_session_number",
        "session_engaged",
        "engaged_session_event",
        "entrances",
        "batch_ordering_id",
        "batch_page_id",
        "ignore_referrer",
        "firebase_screen_id",
        "firebase_event_origin",
        "synthetic_bundle",
    };

    /// <summary>Returns true for events that Google generates about visits; here they follow from the other events.</summary>
    public static bool IsAutomatic(string name) => name is "session_start" or "first_visit" or "first_open";

    /// <summary>Returns our name of an event.</summary>
    public static string Of(string name) =>
        name switch
        {
            "page_view" or "screen_view" => ClientEvent.PageviewName,
            "user_engagement" or Scroll => ClientEvent.EngagementName,
            _ => name,
        };

    /// <summary>
    /// Returns the scroll depth of an event in per cent; null if it has none. Enhanced measurement sends <c>scroll</c> once a page was
    /// scrolled to 90 %.
    /// </summary>
    /// <param name="name">Google's name of the event.</param>
    /// <param name="percentScrolled">The parameter <c>percent_scrolled</c>; null if there is none.</param>
    public static double? ScrollDepth(string? name, double? percentScrolled) =>
        name == Scroll ? percentScrolled ?? ScrolledPercent : percentScrolled;

    /// <summary>Returns true if a parameter is not a custom property.</summary>
    public static bool IsOwn(string parameter) => Own.Contains(parameter);
}

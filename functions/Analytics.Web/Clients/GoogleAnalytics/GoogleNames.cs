using System.Numerics;

namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>Names of Google Analytics' events and parameters that have a meaning here.</summary>
public static class GoogleNames
{
    private const string Purchase = "purchase";
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

    /// <summary>
    /// Returns true for events that Google generates about visits; here they follow from the other events. Their time counts.
    /// </summary>
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

    /// <summary>
    /// Returns the revenue of an event: its value for sales, below 0 for refunds, and null for all others, whose value is the worth of a
    /// product, a cart or a lead.
    /// </summary>
    /// <param name="name">Google's name of the event.</param>
    /// <param name="value">The parameter <c>value</c>; null if there is none.</param>
    /// <param name="currency">The parameter <c>currency</c>, without which a value is no revenue.</param>
    public static T? RevenueOf<T>(string? name, T? value, string? currency)
        where T : struct, INumber<T> =>
        currency is null
            ? null
            : name switch
            {
                Purchase
                or "ecommerce_purchase"
                or "in_app_purchase"
                or "app_store_subscription_convert"
                or "app_store_subscription_renew" => value,
                "refund" or "purchase_refund" or "app_store_refund" => value is { } refunded ? -T.Abs(refunded) : null,
                _ => null,
            };

    /// <summary>
    /// Returns the id by which the repetition of a purchase is recognized; null for other events, of which one transaction may have
    /// several.
    /// </summary>
    /// <param name="name">Google's name of the event.</param>
    /// <param name="transaction">The parameter <c>transaction_id</c>; null if there is none.</param>
    public static string? OrderIdOf(string? name, string? transaction) =>
        name == Purchase && transaction is { Length: > 0 } and not "(not set)" ? $"{name}:{transaction}" : null;

    /// <summary>Returns what counts of the events of a request: all but the automatic ones, and the time that comes with any.</summary>
    internal static IEnumerable<ClientEvent> Counted(IEnumerable<ClientEvent> events) =>
        events.SelectMany(static one => one.WithEngagement()).Where(static one => !IsAutomatic(one.Name));

    /// <summary>Returns true if a parameter is not a custom property.</summary>
    public static bool IsOwn(string parameter) => Own.Contains(parameter);

    /// <summary>Returns true if a property of a user is one that Google sets itself.</summary>
    public static bool IsOwnOfUsers(string property) =>
        property.StartsWith('_') || property is "first_open_time" or "first_visit_time" or "user_id" || IsOwn(property);
}

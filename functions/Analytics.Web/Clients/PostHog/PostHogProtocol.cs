using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.PostHog;

/// <summary>
/// PostHog's capture API: one event or a batch, as JSON, gzip, or in base64 in a form. The key is <c>api_key</c> or <c>token</c>.
/// </summary>
internal sealed class PostHogProtocol() : ClientProtocol("posthog", "PostHog")
{
    // The id of everyone who is counted without cookies.
    private const string Anonymous = "$posthog_cookieless";

    // PostHog's items about people, flags and recordings are not events of a visitor.
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "$identify",
        "$create_alias",
        "$merge_dangerously",
        "$groupidentify",
        "$set",
        "$set_once",
        "$unset",
        "$feature_flag_called",
        "$opt_in",
        "$snapshot",
        "$heatmap",
        "$$heatmap",
        "$feature_enrollment_update",
    };

    /// <summary>
    /// Pageviews, engagements and actions of the visitor among the events whose names begin with <c>$</c>. PostHog's libraries send all
    /// others by themselves, such as measurements and errors.
    /// </summary>
    private static readonly HashSet<string> Actions = new(StringComparer.Ordinal)
    {
        "$pageview",
        "$screen",
        "$pageleave",
        "$autocapture",
        "$copy_autocapture",
        "$rageclick",
        "$dead_click",
        "$feature_interaction",
        "$conversations_message_sent",
        "$conversations_restore_link_requested",
    };

    // Events of the libraries themselves whose names don't begin with '$'.
    private static readonly HashSet<string> Automatic = new(StringComparer.Ordinal)
    {
        "survey shown",
        "survey abandoned",
        "product tour shown",
        "product tour step shown",
        "product tour step selector failed",
        "product tour banner container selector failed",
    };

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } =
    [("POST", "/batch"), ("POST", "/capture"), ("POST", "/e"), ("POST", "/i/v0/e")];

    public override IReadOnlyList<ScriptSettings> Settings => PostHogSettings.All;

    public override IEnumerable<ClientEvent> Read(ClientRequest request)
    {
        if (request.HasJson)
        {
            return [.. Read(request.Json, request)];
        }

        try
        {
            // A script in a page encodes it in base64, possibly as a form's field.
            var text = request.Parameters().GetValueOrDefault("data") ?? request.Query("data") ?? request.BodyText;
            using var document = JsonDocument.Parse(
                Encoding.UTF8.GetString(Convert.FromBase64String(WebUtility.UrlDecode(text).Replace(' ', '+')))
            );
            return [.. Read(document.RootElement.Clone(), request)];
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw JsonBody.Bad($"The body of {request.Path} is neither JSON nor JSON in base64; send one of these, in UTF-8");
        }
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Json("""{"status":"Ok"}""")];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.JsonAsync(context, """{"status":"Ok"}""");

    private static IEnumerable<ClientEvent> Read(JsonElement body, ClientRequest request)
    {
        // Scripts in pages have the time of sending in the address, in milliseconds.
        var sent = body.Moment("sent_at") ?? ClientText.Whole(request.Query("_"));
        var key = body.Text("api_key", "token");
        var items = body.Find("batch") is { } batch ? batch : body;
        return ((JsonElement?)items)
            .Items()
            .Where(item => item.Text("event") is { } name && !Others.Contains(name))
            .SelectMany(item => EventsOf(item, key, TimeOf(item, sent, request)));
    }

    /// <summary>Returns the event of an item, after the engagement with the page before, of which a pageview tells.</summary>
    private static IEnumerable<ClientEvent> EventsOf(JsonElement item, string? key, long? timestamp)
    {
        var one = EventOf(item, key, timestamp);
        var (time, depth) = (TimeBefore(item), DepthBefore(item));
        return one.Name == ClientEvent.PageviewName && (time ?? depth) is not null && PageBefore(item, one.Url) is { } page
            ? [one.Engagement(page, time, depth), one]
            : [one];
    }

    /// <summary>Returns the time of an item; null if it has none. Older scripts have its age at the time of sending instead.</summary>
    private static long? TimeOf(JsonElement item, long? sent, ClientRequest request) =>
        item.Moment("timestamp", "properties.timestamp") is { } made ? request.TimeOf(made, sent)
        : item.Number("offset") is >= 0 and < 1e12 and var age ? request.Received - (long)age
        : null;

    private static ClientEvent EventOf(JsonElement item, string? key, long? timestamp)
    {
        var name = item.Text("event")!;
        var isLeave = name == "$pageleave";
        var visitor = item.Text("distinct_id", "properties.distinct_id", "$distinct_id");
        var amount = item.Number("properties.$revenue", "properties.revenue");
        var revenue = ShopEvents.RevenueOf(name, amount);
        return new ClientEvent
        {
            Key = item.Text("api_key", "token", "properties.token") ?? key,
            Name =
                name is "$pageview" or "$screen" ? ClientEvent.PageviewName
                : isLeave ? ClientEvent.EngagementName
                : name,
            Url =
                name == "$screen" ? $"app://screen/{Uri.EscapeDataString(item.Text("properties.$screen_name") ?? "")}"
                : isLeave ? PageLeft(item)
                : PageOf(item),
            Referrer = item.Text("properties.$referrer") is { } referrer && referrer != "$direct" ? referrer : null,
            Id = item.Text("uuid", "properties.$insert_id"),
            // The distinct id becomes the user's at the sign-in; the script keeps that of the browser beside it.
            DeviceId = visitor == Anonymous ? null : item.Text("properties.$device_id"),
            UserId = visitor == Anonymous ? null : visitor,
            UserAgent = item.Text("properties.$raw_user_agent", "properties.$user_agent"),
            Locale = item.Text("properties.$browser_language", "properties.$locale"),
            Address = item.Text("properties.$ip", "ip"),
            Timestamp = timestamp,
            Amount = revenue,
            Currency = item.Text("properties.$currency", "properties.currency") ?? "USD",
            Value = item.Number("properties.value") ?? (revenue is null ? amount : null),
            IsInteractive = !(name.StartsWith('$') ? !Actions.Contains(name) : Automatic.Contains(name) || AppLifecycle.Contains(name)),
            ScreenWidth = (long?)item.Number("properties.$screen_width", "properties.$viewport_width"),
            EngagementTime = TimeBefore(item),
            ScrollDepth = DepthBefore(item),
            Properties = item.Find("properties")
                .Members(static property =>
                    !property.StartsWith('$')
                    && property is not ("distinct_id" or "token" or "timestamp" or "revenue" or "currency" or "value")
                ),
        };
    }

    private static string? PageOf(JsonElement item) => item.Text("properties.$current_url", "properties.$pathname");

    /// <summary>Returns the page that a visitor leaves: the present one, unless the path of the last pageview is another.</summary>
    private static string? PageLeft(JsonElement item)
    {
        var current = PageOf(item);
        var before = PageBefore(item, current);
        return before is null || current?.Split('?', '#')[0] == before ? current : before;
    }

    /// <summary>Returns the address of the last pageview, of which only the path is known; null if there is none.</summary>
    private static string? PageBefore(JsonElement item, string? current) =>
        item.Text("properties.$prev_pageview_pathname") is not { } path ? null
        : Uri.TryCreate(current, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.GetLeftPart(UriPartial.Authority) + path
        : path;

    private static long? TimeBefore(JsonElement item) => (long?)(item.Number("properties.$prev_pageview_duration") * 1000);

    /// <summary>Returns how far the last page was scrolled, in per cent; PostHog has fractions of 1.</summary>
    private static double? DepthBefore(JsonElement item) => item.Number("properties.$prev_pageview_max_scroll_percentage") * 100;
}

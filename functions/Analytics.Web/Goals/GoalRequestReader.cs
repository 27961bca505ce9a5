using System.Globalization;
using System.Text;
using Analytics.Core.Collection;
using Analytics.Core.Definitions;
using Analytics.Core.EventLog;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Goals;

/// <summary>Reads and checks a <see cref="GoalRequest"/> from JSON or a form.</summary>
internal static class GoalRequestReader
{
    /// <summary>The longest event name and display name.</summary>
    public const int MaxName = EventLimits.NameCharacters;

    /// <summary>The longest path.</summary>
    public const int MaxPath = EventLimits.PathCharacters;

    /// <summary>Maximum number of properties of a goal.</summary>
    public const int MaxProperties = 10;

    private static readonly string[] NotEvents = ["engagement", "pageview"];

    /// <summary>Reads the request.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async ValueTask<GoalRequest> ReadAsync(HttpContext context) =>
        context.Request.HasFormContentType
            ? OfForm(await FormBody.ReadAsync(context))
            : await JsonBody.ReadAsync(context, ApiJson.Default.GoalRequest);

    /// <summary>Returns the goal that the request defines, with an id.</summary>
    /// <exception cref="ApiException">400 naming the field.</exception>
    public static Goal Goal(GoalRequest request, string id)
    {
        var properties = Properties(request.CustomProps ?? new Dictionary<string, string>());
        var display = Text("display_name", request.DisplayName, MaxName);
        switch (request.GoalType)
        {
            case "event":
                RequireAbsent("page_path", request.PagePath, "event");
                RequireAbsent(
                    "scroll_threshold",
                    request.ScrollThreshold is -1 ? null : request.ScrollThreshold?.ToString(CultureInfo.InvariantCulture),
                    "event"
                );
                var name =
                    Text("event_name", request.EventName, MaxName)
                    ?? throw JsonBody.Bad("event_name: is missing; a goal of type event needs the name of the event");
                return NotEvents.Contains(name)
                    ? throw JsonBody.Bad($"event_name: '{name}' is no custom event; use goal_type page")
                    : new Goal(id, display ?? name, GoalKind.Event, name, null, null, Currency(request.Currency), properties);
            case "page":
                RequireAbsent("event_name", request.EventName, "page");
                RequireAbsent("currency", request.Currency, "page");
                var path =
                    Text("page_path", request.PagePath, MaxPath)
                    ?? throw JsonBody.Bad(
                        "page_path: is missing; a goal of type page needs the path of the page, such as /register or /blog/**"
                    );
                path = path[0] is '/' or '*' ? path : "/" + path;
                var threshold = Threshold(request.ScrollThreshold);
                display ??= threshold is null ? $"Visit {path}" : $"Scroll {threshold}% on {path}";
                return display.Length > MaxName
                    ? throw JsonBody.Bad(
                        $"display_name: is missing, and '{display[..60]}…' has {display.Length} characters; send one of at most {MaxName}"
                    )
                    : new Goal(id, display, threshold is null ? GoalKind.Page : GoalKind.Scroll, null, path, threshold, null, properties);
            default:
                throw JsonBody.Bad(
                    request.GoalType is null
                        ? "goal_type: is missing; send event or page"
                        : $"goal_type: '{Excerpt.Of(request.GoalType)}' is unknown; send event or page"
                );
        }
    }

    private static GoalRequest OfForm(IFormCollection form)
    {
        var request = new GoalRequest();
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in form)
        {
            var value = values.ToString();
            switch (name)
            {
                case "site_id":
                    request.SiteId = value;
                    break;
                case "goal_type":
                    request.GoalType = value;
                    break;
                case "event_name":
                    request.EventName = value;
                    break;
                case "page_path":
                    request.PagePath = value;
                    break;
                case "display_name":
                    request.DisplayName = value;
                    break;
                case "currency":
                    request.Currency = value;
                    break;
                case "scroll_threshold":
                    request.ScrollThreshold = int.TryParse(
                        value,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var threshold
                    )
                        ? threshold
                        : throw JsonBody.Bad($"scroll_threshold: '{Excerpt.Of(value)}' is not a whole number of per cent");
                    break;
                case not null when name.StartsWith("custom_props[", StringComparison.Ordinal) && name[^1] == ']':
                    properties[name["custom_props[".Length..^1]] = value;
                    break;
                default:
                    throw JsonBody.Bad(
                        $"'{Excerpt.Of(name ?? string.Empty)}' is unknown; "
                            + "site_id, goal_type, event_name, page_path, display_name, scroll_threshold, "
                            + "currency and custom_props[KEY] are known"
                    );
            }
        }

        request.CustomProps = properties;
        return request;
    }

    private static Dictionary<string, string> Properties(IReadOnlyDictionary<string, string> sent)
    {
        if (sent.Count > MaxProperties)
        {
            throw JsonBody.Bad($"custom_props: {sent.Count} are too many; at most {MaxProperties} are allowed");
        }

        foreach (var (key, value) in sent)
        {
            if (
                key.Length is 0 or > EventLimits.PropertyKeyCharacters
                || value is null
                || value.Length is 0 or > EventLimits.PropertyValueCharacters
            )
            {
                throw JsonBody.Bad(
                    $"custom_props: '{Excerpt.Of(key)}' needs a key of 1 to {EventLimits.PropertyKeyCharacters} and a value of 1 "
                        + $"to {EventLimits.PropertyValueCharacters} characters"
                );
            }
        }

        return new(sent, StringComparer.Ordinal);
    }

    private static int? Threshold(int? sent) =>
        sent switch
        {
            null or -1 => null,
            >= 1 and <= 100 => sent,
            _ => throw JsonBody.Bad($"scroll_threshold: {sent} is out of range; send 1 to 100, or leave it out"),
        };

    private static string? Currency(string? sent) =>
        string.IsNullOrWhiteSpace(sent) ? null
        : Currencies.IsKnown(Encoding.UTF8.GetBytes(sent.Trim())) ? sent.Trim().ToUpperInvariant()
        : throw JsonBody.Bad($"currency: '{Excerpt.Of(sent)}' is not a currency of ISO 4217; send one such as EUR, or leave it out");

    private static string? Text(string field, string? sent, int max)
    {
        var text = sent?.Trim();
        return string.IsNullOrEmpty(text) ? null
            : text.Length > max ? throw JsonBody.Bad($"{field}: {text.Length} characters are too many; at most {max} are allowed")
            : text;
    }

    private static void RequireAbsent(string field, string? value, string type)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            throw JsonBody.Bad($"{field}: a goal of type {type} has none; leave it out");
        }
    }
}

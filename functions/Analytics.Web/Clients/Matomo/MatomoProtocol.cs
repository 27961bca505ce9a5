using System.Globalization;
using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Matomo;

/// <summary>Matomo's tracking API: one request in the address or a form, or several in JSON. The key is <c>idsite</c>.</summary>
internal sealed class MatomoProtocol() : ClientProtocol("matomo", "Matomo")
{
    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } =
    [("GET", "/matomo.php"), ("POST", "/matomo.php"), ("GET", "/piwik.php"), ("POST", "/piwik.php")];

    public override IEnumerable<ClientEvent> Read(ClientRequest request) =>
        (
            request.HasJson
                ? request
                    .Json.Find("requests")
                    .Items()
                    .Select(item =>
                        item.ValueKind == JsonValueKind.String
                            ? EventOf(ClientRequest.ParametersOf(item.GetString()!))
                            : EventOf(
                                ((JsonElement?)item)
                                    .Members()
                                    .ToDictionary(member => member.Key, member => member.Value.ToString(), StringComparer.Ordinal)
                            )
                    )
                : [EventOf(request.Parameters())]
        ).OfType<ClientEvent>();

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        request.HasJson
            ? ClientAnswers.JsonAsync(
                context,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"status":"success","tracked":{{receipt.Accepted + receipt.Filtered}},"invalid":{{receipt.RejectedCount}}}"""
                )
            )
        : request.Parameters().GetValueOrDefault("send_image") == "0" ? ClientAnswers.EmptyAsync(context)
        : ClientAnswers.GifAsync(context);

    private static ClientEvent? EventOf(Dictionary<string, string> sent)
    {
        string? Find(string name) => sent.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        if ((Find("ping") == "1" ? ClientEvent.EngagementName : NameOf(Find)) is not { } name)
        {
            return null;
        }

        return new ClientEvent
        {
            Key = Find("idsite"),
            Name = name,
            Url = Find("url"),
            Referrer = Find("urlref"),
            // An order counts once, however often its page is loaded.
            Id = Find("ec_id") is { } order ? $"order:{order}" : null,
            VisitorId = Find("uid") ?? Find("cid") ?? Find("_id"),
            UserAgent = Find("ua"),
            Address = Find("cip"),
            Timestamp = Find("cdt") is { } moment
                ? ClientText.Whole(moment) is { } seconds
                    ? seconds * 1000
                    : ClientText.Moment(moment)
                : null,
            Value = ClientText.Number(Find("e_v") ?? Find("revenue") ?? Find("search_count")),
            ScreenWidth = ClientText.Width(Find("res")),
            Properties = PropertiesOf(sent, Find),
        };
    }

    /// <summary>
    /// Returns the name of a request's event; null for a custom action (<c>ca=1</c>) that belongs to a plug-in, such as of forms or media.
    /// Such an action is no pageview, and Matomo ignores it without the plug-in.
    /// </summary>
    private static string? NameOf(Func<string, string?> find) =>
        find("e_a") is { } action ? action
        : find("idgoal") is { } goal
            ? goal == "0" ? MatomoNames.Purchase
                : $"Goal {goal}"
        : find("search") is not null ? MatomoNames.Search
        : find("download") is not null ? MatomoNames.Download
        : find("link") is not null ? MatomoNames.Outlink
        : find("c_n") is not null ? "Content"
        : find("ca") == "1" ? null
        : ClientEvent.PageviewName;

    private static Dictionary<string, JsonElement> PropertiesOf(Dictionary<string, string> sent, Func<string, string?> find)
    {
        var properties = ClientJson
            .Properties(
                ("category", find("e_c")),
                ("name", find("e_n")),
                ("url", find("download") ?? find("link")),
                (MatomoNames.SearchWords, find("search")),
                ("search_category", find("search_cat")),
                (MatomoNames.Order, find("ec_id")),
                ("content", find("c_n"))
            )
            .ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in sent)
        {
            if (name.StartsWith("dimension", StringComparison.Ordinal) && value.Length > 0)
            {
                properties[name] = ClientJson.Element(value);
            }
        }

        AddVariables(properties, find("cvar"));
        AddVariables(properties, find("_cvar"));
        return properties;
    }

    /// <summary>Custom variables: <c>{"1":["name","value"]}</c>.</summary>
    private static void AddVariables(Dictionary<string, JsonElement> properties, string? json)
    {
        if (json is null)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var (_, pair) in ((JsonElement?)document.RootElement).Members())
            {
                if (pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String)
                {
                    properties.TryAdd(pair[0].GetString()!, pair[1].Clone());
                }
            }
        }
        catch (JsonException)
        {
            // An invalid detail does not reject the event.
        }
    }
}

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
        RequestsOf(request).Select(sent => EventOf(request, sent)).OfType<ClientEvent>();

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) =>
        method == "GET"
            ? [ClientAnswer.Gif, ClientAnswer.Empty]
            : [ClientAnswer.Json("""{"status":"success","tracked":1,"invalid":0}"""), ClientAnswer.Gif, ClientAnswer.Empty];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        request.HasJson
            ? ClientAnswers.JsonAsync(
                context,
                string.Create(
                    CultureInfo.InvariantCulture,
                    // Matomo counts what it leaves out as tracked.
                    $$"""{"status":"success","tracked":{{receipt.Accepted + receipt.Filtered + RequestsOf(request).Count(IsLeftOut)}},"invalid":{{receipt.RejectedCount}}}"""
                )
            )
        : request.Parameters().GetValueOrDefault("send_image") == "0" ? ClientAnswers.EmptyAsync(context)
        : ClientAnswers.GifAsync(context);

    /// <summary>Returns the parameters of each tracking request that a request holds.</summary>
    private static IEnumerable<Dictionary<string, string>> RequestsOf(ClientRequest request) =>
        request.HasJson
            ? request
                .Json.Find("requests")
                .Items()
                .Select(item =>
                    item.ValueKind == JsonValueKind.String
                        ? ClientRequest.ParametersOf(item.GetString()!)
                        : ((JsonElement?)item)
                            .Members()
                            .ToDictionary(member => member.Key, member => member.Value.ToString(), StringComparer.Ordinal)
                )
            : [request.Parameters()];

    /// <summary>
    /// Returns true for requests that are no actions of a visitor: those that say that they are not to be recorded, and updates of a cart,
    /// which are the state of an order that may follow. Matomo keeps the last state of a cart beside the visit's actions.
    /// </summary>
    private static bool IsLeftOut(Dictionary<string, string> sent) =>
        sent.GetValueOrDefault("rec") != "1" || (GoalOf(sent) == 0 && string.IsNullOrEmpty(sent.GetValueOrDefault("ec_id")));

    /// <summary>Returns the number of the goal that is converted; 0 for orders and carts, null for none.</summary>
    private static long? GoalOf(Dictionary<string, string> sent) =>
        ClientText.Whole(sent.GetValueOrDefault("idgoal")) is { } goal and >= 0 ? goal : null;

    private static ClientEvent? EventOf(ClientRequest request, Dictionary<string, string> sent)
    {
        string? Find(string name) => sent.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        if (IsLeftOut(sent) || (Find("ping") == "1" ? ClientEvent.EngagementName : NameOf(Find, GoalOf(sent))) is not { } name)
        {
            return null;
        }

        // An image in a page without scripts has neither address; the browser tells the page.
        var address = Find("url") ?? (Find("urlref") is null ? request.Header("Referer") : null);
        return new ClientEvent
        {
            Key = Find("idsite"),
            Name = name,
            Url = address is null ? null : MatomoCampaign.InAddress(address),
            Referrer = Find("urlref"),
            // An order counts once, however often its page is loaded.
            OrderId = Find("ec_id") is { } order ? $"order:{order}" : null,
            DeviceId = Find("cid") ?? (IsMadeUp(Find) ? null : Find("_id")),
            UserId = Find("uid"),
            Locale = Find("lang"),
            Dimensions = PlaceOf(Find),
            Campaign = CampaignOf(request, sent),
            UserAgent = Find("ua"),
            Address = Find("cip"),
            Timestamp = Find("cdt") is { } moment
                ? ClientText.Whole(moment) is { } seconds
                    ? seconds * 1000
                    : ClientText.Moment(moment)
                : null,
            Value = ClientText.Number(Find("e_v") ?? Find("revenue") ?? Find("search_count")),
            // Content that was only shown is no action of the visitor.
            IsInteractive = Find("c_n") is null || Find("c_i") is not null || name != MatomoNames.Content,
            ScreenWidth = ClientText.Width(Find("res")),
            Properties = PropertiesOf(sent, Find),
        };
    }

    /// <summary>
    /// Returns the campaign that a request names. A server, which has the token of the API, names it as the attribution of a conversion;
    /// the script in a page sends with this the campaign of an earlier visit.
    /// </summary>
    private static IReadOnlyList<(string, string?)> CampaignOf(ClientRequest request, Dictionary<string, string> sent)
    {
        const string Token = "token_auth";
        var campaign = MatomoCampaign.Of(sent);
        return campaign.Count == 0 && (sent.ContainsKey(Token) || (request.HasJson && request.Json.Text(Token) is not null))
            ?
            [
                ("utm_campaign", MatomoCampaign.Stored(sent.GetValueOrDefault("_rcn", ""))),
                ("utm_term", MatomoCampaign.Stored(sent.GetValueOrDefault("_rck", ""))),
            ]
            : campaign;
    }

    /// <summary>Returns the place that a request names: a region has the code within its country.</summary>
    private static (string, string?)[] PlaceOf(Func<string, string?> find)
    {
        var country = ProductNames.CountryCode(find("country"));
        return
        [
            ("visit:country", country),
            (
                "visit:region",
                country is not null && find("region") is { Length: <= 3 } region ? $"{country}-{region.ToUpperInvariant()}" : null
            ),
            ("visit:city_name", find("city")),
        ];
    }

    /// <summary>
    /// Returns true if the <c>_id</c> may last for one page alone. Without cookies the script makes another for each page, and a library
    /// on a server, which tells its version of the API, another for each request: the user's id is then the better one.
    /// </summary>
    private static bool IsMadeUp(Func<string, string?> find) =>
        find("cookie") == "0" || (find("apiv") is not null && find("uid") is not null);

    /// <summary>
    /// Returns the name of a request's event; null for a custom action (<c>ca=1</c>) that belongs to a plug-in, such as of forms or media.
    /// Such an action is no pageview, and Matomo ignores it without the plug-in.
    /// </summary>
    private static string? NameOf(Func<string, string?> find, long? goal) =>
        goal is { } number
            ? number == 0
                ? MatomoNames.Purchase
                : MatomoNames.Goal(number)
            : find("e_a") is { } action
                ? action
                : find("search") is not null
                    ? MatomoNames.Search
                    : find("download") is not null
                        ? MatomoNames.Download
                        : find("link") is not null
                            ? MatomoNames.Outlink
                            : find("c_n") is not null
                                ? MatomoNames.Content
                                : find("ca") == "1"
                                    ? null
                                    : ClientEvent.PageviewName;

    private static Dictionary<string, JsonElement> PropertiesOf(Dictionary<string, string> sent, Func<string, string?> find)
    {
        var properties = ClientJson
            .Properties(
                ("category", find("e_c")),
                ("name", find("e_n")),
                ("url", find("download") ?? find("link")),
                (MatomoNames.SearchWords, find("search")),
                (MatomoNames.SearchCategory, find("search_cat")),
                (MatomoNames.Order, find("ec_id")),
                (MatomoNames.ContentName, find("c_n")),
                (MatomoNames.ContentPiece, find("c_p")),
                (MatomoNames.ContentTarget, find("c_t")),
                (MatomoNames.ContentInteraction, find("c_i"))
            )
            .ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in sent)
        {
            if (name.StartsWith(MatomoNames.DimensionPrefix, StringComparison.Ordinal) && value.Length > 0)
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

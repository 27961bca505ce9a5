using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Web.Collection;

namespace Analytics.Web.Clients;

/// <summary>An event of another product's client, translated to our names and units. Absent members are null.</summary>
internal sealed class ClientEvent
{
    /// <summary>The name of our events about engagement with a page.</summary>
    public const string EngagementName = "engagement";

    /// <summary>The name of our pageview events.</summary>
    public const string PageviewName = "pageview";

    /// <summary>The index of the client's item in its request, where the answer names the items that are refused; otherwise 0.</summary>
    public int Index { get; init; }

    /// <summary>The reason to reject an item that the product itself refuses; null for events.</summary>
    public CollectionProblem? Refusal { get; init; }

    /// <summary>The key that identifies the site.</summary>
    public string? Key { get; init; }

    public required string Name { get; set; }

    /// <summary>The address of the page or screen; null or relative for a page of the site.</summary>
    public string? Url { get; set; }

    public string? Referrer { get; init; }

    /// <summary>The id by which a repetition is recognized.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// The id of an order, of which several messages may tell, each with a time of its own: it takes the place of <see cref="Id"/>, and is
    /// compared without the time.
    /// </summary>
    public string? OrderId { get; init; }

    /// <summary>The id that the client keeps on the device or in the browser; null if there is none, or none that lasts.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The id of the user who is signed in.</summary>
    public string? UserId { get; init; }

    /// <summary>Dimensions of the visit that the client tells rather than its agent and its address, by name.</summary>
    public IReadOnlyList<(string Name, string? Text)> Dimensions { get; init; } = [];

    /// <summary>The visitor's language or locale, such as <c>de-CH</c>.</summary>
    public string? Locale { get; init; }

    /// <summary>The campaign: parameters that the address gets where it does not name them itself.</summary>
    public IReadOnlyList<(string Parameter, string? Text)> Campaign { get; init; } = [];

    public string? UserAgent { get; init; }

    public string? Address { get; init; }

    /// <summary>The time in Unix milliseconds.</summary>
    public long? Timestamp { get; set; }

    public double? Amount { get; init; }

    public string? Currency { get; init; }

    public double? Value { get; init; }

    public bool IsInteractive { get; init; } = true;

    public long? ScreenWidth { get; init; }

    /// <summary>
    /// The time that the visitor spent with the page, in milliseconds. Only an engagement is written with it: see
    /// <see cref="WithEngagement"/>.
    /// </summary>
    public long? EngagementTime { get; init; }

    /// <summary>The scroll depth in per cent; like <see cref="EngagementTime"/>.</summary>
    public double? ScrollDepth { get; init; }

    /// <summary>True for an engagement that is beside the event of a client's item.</summary>
    public bool IsBeside { get; private init; }

    /// <summary>The custom properties: texts, numbers and booleans as sent.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; init; } = ClientJson.None;

    /// <summary>Returns the event, followed by an engagement with its page if it is none and brings time or a scroll depth.</summary>
    public IEnumerable<ClientEvent> WithEngagement() =>
        Name == EngagementName || (EngagementTime is not > 0 && ScrollDepth is null)
            ? [this]
            : [this, Engagement(Url, EngagementTime, ScrollDepth)];

    /// <summary>
    /// Returns an engagement of the same visitor at the same time. Its id follows from that of the event, so that both are recognized when
    /// they are sent again.
    /// </summary>
    /// <param name="url">The address of the page.</param>
    /// <param name="time">The time spent with it, in milliseconds; null if unknown.</param>
    /// <param name="scrollDepth">The scroll depth in per cent; null if unknown.</param>
    public ClientEvent Engagement(string? url, long? time, double? scrollDepth) =>
        new()
        {
            Key = Key,
            Name = EngagementName,
            Url = url,
            Referrer = Referrer,
            Id = (OrderId ?? Id) is { } id ? $"{id}:{EngagementName}" : null,
            DeviceId = DeviceId,
            UserId = UserId,
            Locale = Locale,
            Dimensions = Dimensions,
            Campaign = Campaign,
            UserAgent = UserAgent,
            Address = Address,
            Timestamp = Timestamp,
            ScreenWidth = ScreenWidth,
            EngagementTime = time,
            ScrollDepth = scrollDepth,
            IsBeside = true,
        };

    /// <summary>Writes the event as a line of a batch.</summary>
    /// <param name="json">Receives the event.</param>
    /// <param name="domain">The site that the key stands for.</param>
    public void Write(Utf8JsonWriter json, string domain)
    {
        json.WriteStartObject();
        json.WriteString("domain", domain);
        json.WriteString("name", ClientText.Cut(Name.Length == 0 ? "event" : Name, EventLimits.NameCharacters));
        json.WriteString("url", CampaignParameters.AddTo(AbsoluteUrl(domain), Campaign));
        WriteText(json, "referrer", Referrer);
        WriteText(json, "id", (OrderId ?? Id) is { } id ? ShortId(id) : null);
        if (OrderId is not null && Timestamp is not null)
        {
            json.WriteBoolean("is_order_id", true);
        }

        WriteText(
            json,
            "visitor_id",
            VisitorIds.Of(DeviceId, UserId) is { } visitor ? ClientText.Cut(visitor, EventLimits.VisitorIdCharacters) : null
        );
        WriteText(json, "user_agent", UserAgent);
        WriteText(json, "ip", Address is { Length: <= EventLimits.AddressCharacters } ? Address : null);
        WriteNumber(json, "timestamp", Timestamp);
        WriteNumber(json, "screen_width", ScreenWidth is > 0 and < int.MaxValue ? ScreenWidth : null);
        if (Name == EngagementName)
        {
            WriteNumber(json, "engagement_time", EngagementTime is > 0 ? EngagementTime : null);
            WriteNumber(json, "scroll_depth", ScrollDepth is >= 0 and <= 100 ? (long)Math.Round(ScrollDepth.Value) : null);
        }

        if (Value is { } value && double.IsFinite(value))
        {
            json.WriteNumber("value", value);
        }

        if (!IsInteractive)
        {
            json.WriteBoolean("interactive", false);
        }

        if (Amount is { } amount && double.IsFinite(amount) && Currency is not null)
        {
            json.WriteStartObject("revenue");
            json.WriteString("currency", Currency);
            json.WriteString("amount", amount.ToString("0.######", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        WriteDimensions(json);
        if (Properties.Count > 0)
        {
            json.WriteStartObject("props");
            foreach (var (key, property) in Properties)
            {
                json.WritePropertyName(key);
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteDimensions(Utf8JsonWriter json)
    {
        var language = RequestFacts.LanguageOf(Locale ?? string.Empty);
        var told = Dimensions.Where(static dimension => !string.IsNullOrEmpty(dimension.Text)).ToList();
        if (language.IsEmpty && told.Count == 0)
        {
            return;
        }

        json.WriteStartObject("dimensions");
        if (!language.IsEmpty)
        {
            json.WriteString(VisitDimension.Language.Name, language.Span);
        }

        foreach (var (name, text) in told)
        {
            json.WriteString(name, ClientText.Cut(text!, EventLimits.DimensionCharacters));
        }

        json.WriteEndObject();
    }

    private string AbsoluteUrl(string domain) =>
        string.IsNullOrWhiteSpace(Url) ? $"https://{domain}/"
        : ClientText.IsAbsolute(Url.Trim()) ? Url.Trim()
        : $"https://{domain}/{Url.Trim().TrimStart('/')}";

    // Some clients have ids longer than ours; a hash distinguishes them as well.
    private static string ShortId(string id) =>
        id.Length <= EventLimits.IdCharacters
            ? id
            : $"{XxHash64.Hash(Encoding.UTF8.GetBytes(id)):x16}{XxHash64.Hash(Encoding.UTF8.GetBytes(id), 1):x16}";

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}

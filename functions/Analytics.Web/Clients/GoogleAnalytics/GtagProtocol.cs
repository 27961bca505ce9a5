using System.Text.Json;
using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.GoogleAnalytics;

/// <summary>
/// The protocol of Google's tag for Google Analytics 4: shared parameters in the address, and several events as lines of the body. The key
/// is <c>tid</c>.
/// </summary>
internal sealed class GtagProtocol() : ClientProtocol("gtag", "Google's tag")
{
    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("POST", "/g/collect"), ("GET", "/g/collect")];

    public override IEnumerable<ClientEvent> Read(ClientRequest request) => GoogleNames.Counted(EventsOf(request));

    private static IEnumerable<ClientEvent> EventsOf(ClientRequest request)
    {
        var lines = request.BodyText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines.Length == 0 ? [""] : lines)
        {
            var own = ClientRequest.ParametersOf(line);
            string? Find(string name) => own.TryGetValue(name, out var value) && value.Length > 0 ? value : request.Query(name);
            var name = Find("en") ?? "page_view";
            var number = ClientText.Number(Find("epn.value") ?? Find("ep.value"));
            var currency = Find("cu") ?? Find("ep.currency");
            var isAnonymous = IsAnonymous(Find("gcs"));
            var revenue = GoogleNames.RevenueOf(name, number, currency);
            yield return new ClientEvent
            {
                Key = Find("tid"),
                Name = GoogleNames.Of(name),
                Url = Find("dl"),
                Referrer = Find("dr"),
                OrderId = GoogleNames.OrderIdOf(name, Find("ep.transaction_id")),
                DeviceId = isAnonymous ? null : Find("cid"),
                UserId = isAnonymous ? null : Find("uid"),
                UserAgent = Find("ua"),
                Locale = Find("ul"),
                Address = Find("_uip"),
                Amount = revenue,
                Currency = currency,
                Value = revenue is null ? number : null,
                ScreenWidth = ClientText.Width(Find("sr")),
                EngagementTime = ClientText.Whole(Find("_et")),
                ScrollDepth = GoogleNames.ScrollDepth(
                    name,
                    ClientText.Number(Find("epn.percent_scrolled") ?? Find("ep.percent_scrolled"))
                ),
                Properties = PropertiesOf(own, request),
            };
        }
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Empty];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.EmptyAsync(context);

    /// <summary>
    /// Returns true for a state of consent, such as <c>G100</c>, whose last digit denies the storage for analytics. The tag then makes
    /// another <c>cid</c> for each page.
    /// </summary>
    private static bool IsAnonymous(string? consent) => consent is ['G', '1', _, '0'];

    /// <summary>
    /// Returns the custom properties of an event, and those of the user. <c>ep.</c> and <c>up.</c> precede the names of texts, <c>epn.</c>
    /// and <c>upn.</c> those of numbers.
    /// </summary>
    private static Dictionary<string, JsonElement> PropertiesOf(Dictionary<string, string> own, ClientRequest request)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var sent = own.Concat(request.AddressParameters).ToList();
        foreach (var (prefix, ofUsers) in new[] { ("ep.", false), ("epn.", false), ("up.", true), ("upn.", true) })
        {
            foreach (var (name, value) in sent.Where(parameter => parameter.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                var property = name[prefix.Length..];
                if (property.Length > 0 && !(ofUsers ? GoogleNames.IsOwnOfUsers(property) : GoogleNames.IsOwn(property)))
                {
                    properties.TryAdd(property, ClientJson.Element(value));
                }
            }
        }

        return properties;
    }
}

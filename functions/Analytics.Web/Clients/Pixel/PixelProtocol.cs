using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Pixel;

/// <summary>
/// An image of one pixel for pages and mails without scripts: <c>&lt;img src="…/pixel.gif?domain=shop.example"&gt;</c>. The page is
/// <c>url</c>, or the browser's referrer.
/// </summary>
internal sealed class PixelProtocol() : ClientProtocol("pixel", "the pixel")
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "domain",
        "name",
        "url",
        "referrer",
        "id",
        "visitor_id",
        "value",
    };

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("GET", "/pixel.gif")];

    public override IEnumerable<ClientEvent> Read(ClientRequest request)
    {
        yield return new ClientEvent
        {
            Key = request.Query("domain"),
            Name = request.Query("name") ?? ClientEvent.PageviewName,
            Url = request.Query("url") ?? request.Header("Referer"),
            Referrer = request.Query("referrer"),
            Id = request.Query("id"),
            UserId = request.Query("visitor_id"),
            Value = ClientText.Number(request.Query("value")),
            Properties = request
                .Parameters()
                .Where(parameter => !Own.Contains(parameter.Key))
                .ToDictionary(parameter => parameter.Key, parameter => ClientJson.Element(parameter.Value), StringComparer.Ordinal),
        };
    }

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) => [ClientAnswer.Gif];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        ClientAnswers.GifAsync(context);
}

using System.Globalization;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients.Umami;

/// <summary>Umami's API: one payload, or an array of them at <c>/api/batch</c>. The key is <c>website</c>.</summary>
internal sealed class UmamiProtocol() : ClientProtocol("umami", "Umami")
{
    private const string Batch = "/api/batch";

    public override IReadOnlyList<(string Method, string Path)> Addresses { get; } = [("POST", "/api/send"), ("POST", Batch)];

    // 'identify' describes a person and 'performance' measures a page; neither is an event.
    public override IEnumerable<ClientEvent> Read(ClientRequest request) =>
        ((JsonElement?)request.Json)
            .Items()
            .Select(
                (item, index) =>
                    item.Text("type") switch
                    {
                        "event" => item.Find("payload") is { ValueKind: JsonValueKind.Object } payload
                            ? EventOf(payload, index)
                            : Refused(
                                index,
                                CollectionErrors.MissingField,
                                "payload",
                                "payload: is missing or no object; send the event in it"
                            ),
                        "identify" or "performance" => null,
                        null => Refused(
                            index,
                            CollectionErrors.MissingField,
                            "type",
                            "type: is missing; send event, or identify or performance, which are not kept"
                        ),
                        var type => Refused(
                            index,
                            CollectionErrors.InvalidType,
                            "type",
                            $"type: '{Excerpt.Of(type)}' is no type of Umami; send event, or identify or performance, which are not kept"
                        ),
                    }
            )
            .OfType<ClientEvent>();

    public override IReadOnlyList<ClientAnswer> AnswersTo(string method) =>
        [ClientAnswer.Json("""{"cache":"","sessionId":"","visitId":""}""")];

    public override Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt) =>
        request.Path == Batch
            ? ClientAnswers.JsonAsync(
                context,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"size":{{receipt.Accepted + receipt.Filtered + receipt.RejectedCount}},"processed":{{receipt.Accepted + receipt.Filtered}},"errors":{{receipt.RejectedCount}},"details":[{{DetailsOf(receipt)}}]}"""
                )
            )
            : ClientAnswers.JsonAsync(
                context,
                receipt.Filtered > 0 ? """{"beep":"boop"}""" : """{"cache":"","sessionId":"","visitId":""}"""
            );

    /// <summary>Returns the refused items as Umami tells them: each with its index and the answer that it would get alone.</summary>
    private static string DetailsOf(CollectionReceipt receipt) =>
        string.Join(
            ',',
            receipt
                .Rejected.OrderBy(problem => problem.Index)
                .Select(problem =>
                    $$$"""{"index":{{{problem.Index.ToString(CultureInfo.InvariantCulture)}}},"response":{"error":{"message":{{{Quoted(problem.Message)}}},"code":{{{Quoted(problem.Code)}}},"status":400}}"""
                    + "}"
                )
        );

    private static string Quoted(string text) => ClientJson.Element(text).GetRawText();

    private static ClientEvent Refused(int index, string code, string field, string message) =>
        new()
        {
            Index = index,
            Name = string.Empty,
            Refusal = new CollectionProblem(index, code, field, message),
        };

    private static ClientEvent EventOf(JsonElement payload, int index)
    {
        var url = payload.Text("url");
        var amount = payload.Number("data.revenue");
        return new ClientEvent
        {
            Index = index,
            Key = payload.Text("website"),
            Name = payload.Text("name") ?? ClientEvent.PageviewName,
            Url =
                payload.Text("hostname") is { } host && (url is null || !ClientText.IsAbsolute(url))
                    ? $"https://{host}/{url?.TrimStart('/')}"
                    : url,
            Referrer = payload.Text("referrer"),
            UserId = payload.Text("id"),
            UserAgent = payload.Text("userAgent"),
            Locale = payload.Text("language"),
            Address = payload.Text("ip"),
            Timestamp = payload.Number("timestamp") is { } seconds and > 0 and < 1e11 ? (long)(seconds * 1000) : null,
            Amount = amount,
            Currency = amount is null ? null : payload.Text("data.currency") ?? "USD",
            ScreenWidth = ClientText.Width(payload.Text("screen")),
            Properties = payload.Find("data").Members(static name => name is not ("revenue" or "currency")),
        };
    }
}

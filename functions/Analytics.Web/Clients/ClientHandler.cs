using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Collection;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Clients;

/// <summary>
/// Accepts events of other products' clients: reads them by their protocol and passes them to the same collector as all events.
/// </summary>
internal sealed partial class ClientHandler(
    Collector collector,
    ClientKeyIndex keys,
    UnknownSites unknown,
    RequestFacts facts,
    TimeProvider time,
    ILogger<ClientHandler> logger
)
{
    public async Task CollectAsync(HttpContext context, IReadOnlyList<ClientProtocol> protocols)
    {
        Cors.AllowSender(context);
        using var body = await RequestBody.ReadAsync(context.Request, EventLimits.BatchBytes, context.RequestAborted);
        using var request = new ClientRequest(context.Request, Unpacked(body.Memory), time.GetUtcNow());
        ClientProtocol protocol;
        CollectionReceipt receipt;
        try
        {
            protocol = protocols.FirstOrDefault(one => one.IsOf(request)) ?? protocols[^1];
            receipt = await CollectAsync(context, protocol, [.. protocol.Read(request)]);
        }
        catch (InvalidOperationException e) when (e.InnerException is DecoderFallbackException or null && request.HasJson)
        {
            // Thrown by the JSON reader for wrongly escaped texts.
            throw JsonBody.Bad(
                $"The body of {request.Path} has a text that is no Unicode, such as half of a surrogate pair; send it in UTF-8"
            );
        }

        Log.Collected(
            logger,
            protocol.Name,
            receipt.Accepted,
            receipt.Filtered,
            receipt.RejectedCount,
            receipt.WarningsByCode.Values.Sum()
        );
        if (receipt.RejectedCount > 0)
        {
            Log.Rejected(logger, protocol.Name, receipt.RejectedCount, string.Join(", ", receipt.RejectedByCode.Keys));
        }

        if ((receipt.Failure ?? (receipt.Accepted + receipt.Filtered == 0 ? receipt.Rejected.FirstOrDefault() : null)) is { } refused)
        {
            throw CollectionRefusal.Of(refused);
        }

        ReceiptHeaders.Write(context.Response.Headers, receipt);
        await protocol.AnswerAsync(context, request, receipt);
    }

    /// <summary>
    /// Collects the events. Events whose key has no site are rejected without affecting the others. After
    /// <see cref="EventLimits.UnknownSites"/> such keys, or those that the sender's network has left, keys that are not remembered are no
    /// longer looked up, and the sender is told to send them again later.
    /// </summary>
    /// <exception cref="ApiException">No event has the key of a site.</exception>
    private async ValueTask<CollectionReceipt> CollectAsync(HttpContext context, ClientProtocol protocol, List<ClientEvent> events)
    {
        var domains = new Dictionary<string, string?>(StringComparer.Ordinal);
        var sender = facts.Of(context) with { HasKey = true, TakesFacts = true, Platform = Encoding.UTF8.GetBytes(protocol.Platform) };
        var (unknownKeys, maxUnknown) = (0, unknown.Left(sender));
        var (items, withoutSite) = (new List<int>(events.Count), new List<CollectionProblem>());
        var refused = events.Select(one => one.Refusal).OfType<CollectionProblem>().ToList();
        events.RemoveAll(one => one.Refusal is not null);
        if (events.Count > EventLimits.BatchEvents)
        {
            // A request with as many items as it may have is not refused for what they bring beside their events.
            events.RemoveAll(one => one.IsBeside);
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var one in events)
            {
                var key = one.Key ?? string.Empty;
                var isKnown = domains.TryGetValue(key, out var domain);
                if (!isKnown && (unknownKeys < maxUnknown || keys.IsRemembered(protocol.Name, key)))
                {
                    domain = (await keys.FindAsync(protocol.Name, key, context.RequestAborted))?.Domain;
                    domains.Add(key, domain);
                    unknownKeys += domain is null ? 1 : 0;
                    isKnown = true;
                }

                if (!isKnown)
                {
                    withoutSite.Add(NotLookedUp(one.Index, maxUnknown));
                }
                else if (domain is null)
                {
                    withoutSite.Add(WithoutSite(one.Index));
                }
                else
                {
                    items.Add(one.Index);
                    one.Write(writer, domain);
                }
            }

            writer.WriteEndArray();
        }

        unknown.Count(sender, unknownKeys);
        if (withoutSite.Count > 0 && withoutSite.Count == events.Count)
        {
            throw UnknownSites.IsOfNetwork(maxUnknown)
            && withoutSite.Find(problem => problem.Code == CollectionErrors.TooManyUnknownSites) is { } later
                ? CollectionRefusal.Of(later)
                : Unknown(protocol, events[0].Key ?? string.Empty);
        }

        var receipt = await collector.CollectBatchAsync(json.WrittenMemory, sender, context.RequestAborted);
        receipt = receipt with
        {
            Rejected = [.. receipt.Rejected.Select(problem => problem with { Index = items.ElementAtOrDefault(problem.Index) })],
        };
        return withoutSite.Count + refused.Count == 0 ? receipt : WithRejected(receipt, withoutSite, refused);
    }

    private static CollectionReceipt WithRejected(
        CollectionReceipt receipt,
        List<CollectionProblem> withoutSite,
        List<CollectionProblem> refused
    ) =>
        receipt with
        {
            Rejected = [.. refused.Concat(receipt.Rejected).Concat(withoutSite).Take(EventLimits.ListedProblems)],
            RejectedByCode = receipt
                .RejectedByCode.Concat(refused.Concat(withoutSite).Select(problem => KeyValuePair.Create(problem.Code, 1)))
                .GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(), StringComparer.Ordinal),
        };

    private static CollectionProblem WithoutSite(int index) =>
        new(index, CollectionErrors.UnknownSite, string.Empty, "No site has the key of the item; switch the key on at a site.");

    private static CollectionProblem NotLookedUp(int index, int left) =>
        new(
            index,
            CollectionErrors.TooManyUnknownSites,
            string.Empty,
            $"The key of the item was not looked up: {UnknownSites.WhyNotLookedUp(left)}"
        );

    private static ApiException Unknown(ClientProtocol protocol, string key) =>
        new(
            StatusCodes.Status401Unauthorized,
            key.Length == 0
                ? $"The request of {protocol.Product} has no key that tells the site; "
                    + "send the site's domain, or a key that the site lists."
                : $"No site takes events of {protocol.Product} under '{Excerpt.Of(key)}'. Switch it on: "
                    + $"PUT /api/v1/sites/DOMAIN {{\"clients\":{{\"{protocol.Name}\":[\"KEY\"]}}}}."
        );

    /// <summary>Returns the decompressed content of a body without a <c>Content-Encoding</c>, as scripts in pages send it.</summary>
    private static ReadOnlyMemory<byte> Unpacked(ReadOnlyMemory<byte> body)
    {
        if (body.Span is not [0x1f, 0x8b, ..])
        {
            return body;
        }

        try
        {
            using var plain = new MemoryStream();
            using var stream = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0; )
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > EventLimits.BatchBytes)
                {
                    throw RequestBody.TooLarge(EventLimits.BatchBytes);
                }
            }

            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            throw JsonBody.Bad("The body is damaged gzip");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Debug,
            "{Protocol}: {Accepted} events accepted, {Filtered} filtered, {Rejected} rejected, {Warnings} warnings"
        )]
        public static partial void Collected(ILogger logger, string protocol, int accepted, int filtered, int rejected, int warnings);

        [LoggerMessage(LogLevel.Information, "{Protocol}: {Rejected} events were rejected: {Codes}")]
        public static partial void Rejected(ILogger logger, string protocol, int rejected, string codes);
    }
}

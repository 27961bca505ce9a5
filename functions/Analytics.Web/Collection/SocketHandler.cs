using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Collection;

/// <summary>
/// Accepts events from a WebSocket. A message is an event or a batch and is answered by its receipt before the next one is read, so a
/// sender can't be faster than the log.
/// </summary>
internal sealed class SocketHandler(
    Collector collector,
    RequestFacts facts,
    KeyAccess keys,
    ISiteDirectory sites,
    BodyMemory memory,
    ClientAddress addresses,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    IOptions<KestrelServerOptions> server
)
{
    /// <summary>The subprotocol of events. A browser, which can't set headers, sends its key in a second one, <c>bearer.KEY</c>.</summary>
    public const string Protocol = "analytics.events";

    /// <summary>Maximum number of open sockets of a process.</summary>
    public const int MaxSockets = 1_000;

    /// <summary>Maximum number of open sockets of one address without a key.</summary>
    public const int MaxPerAddress = 100;

    /// <summary>Maximum time from the first byte of a message to its last: a slow client must not hold memory for hours.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string KeyPrefix = "bearer.";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly CallerPlaces _places = new(
        (int)Math.Min(MaxSockets, server.Value.Limits.MaxConcurrentUpgradedConnections ?? MaxSockets),
        ("sockets", "close one, send batches to POST /api/events instead, or try again later")
    )
    {
        MaxPerAddress = MaxPerAddress,
        MaxPerKey = MaxSockets / 2,
    };

    public async Task RunAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpWebSocketFeature>() is not { } feature)
        {
            throw new ApiException(
                StatusCodes.Status501NotImplemented,
                "This server holds no sockets: it runs as functions, which end with each answer. Send batches to POST /api/events instead."
            );
        }

        if (!feature.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            throw new ApiException(
                StatusCodes.Status426UpgradeRequired,
                "This address takes a WebSocket; send single requests to POST /api/events."
            );
        }

        var (sender, protocol, key) = await SenderAsync(context);
        using var place = _places.Take(CallerIdentity.Of(key is null ? null : new Caller(key), addresses.Of(context)), site: null);
        using var socket = await feature.AcceptAsync(
            new WebSocketAcceptContext
            {
                SubProtocol = protocol,
                KeepAliveInterval = KeepAlive,
                KeepAliveTimeout = KeepAlive,
            }
        );
        await CollectAsync(context, socket, sender);
    }

    /// <summary>Finds the sender of the events: by a key, or without one by the site in the address.</summary>
    /// <exception cref="ApiException">
    /// 401 for a wrong key or without key and site, 403 for an import without the scope, 404 for an unknown site.
    /// </exception>
    private async ValueTask<(Func<CollectionContext> Sender, string? Protocol, ApiKey? Key)> SenderAsync(HttpContext context)
    {
        var protocols = context
            .Request.Headers.SecWebSocketProtocol.SelectMany(header => header!.Split(',', StringSplitOptions.TrimEntries))
            .ToList();
        var secret = protocols.FirstOrDefault(one => one.StartsWith(KeyPrefix, StringComparison.Ordinal))?[KeyPrefix.Length..];
        var protocol = protocols.Contains(Protocol) ? Protocol : null;
        var key = secret is not null ? await keys.CheckAsync(context, secret) : await keys.FindIfOursAsync(context);
        if (context.Request.Query["import"] == "true")
        {
            var import = key ?? throw KeyAccess.Required(KeyScopes.Import);
            return import.May(KeyScopes.Import)
                ? (() => facts.OfImport(import.Site), protocol, key)
                : throw KeyAccess.MissingScope(import, KeyScopes.Import);
        }

        if (key is not null)
        {
            return (() => facts.Of(context) with { HasKey = true, OnlySite = key.Site }, protocol, key);
        }

        var domain = context.Request.Query["domain"].ToString();
        if (domain.Length == 0)
        {
            throw KeyAccess.Refused(
                $"Send an API key as 'Authorization: Bearer KEY' or as protocol '{KeyPrefix}KEY', "
                    + "or name the one site of the events: ?domain=example.com."
            );
        }

        var site = await sites.FindAsync(domain, context.RequestAborted) ?? throw SiteAccess.NotFound(Excerpt.Of(domain));
        return (() => facts.Of(context) with { OnlySite = site.Site.Id }, protocol, null);
    }

    private async Task CollectAsync(HttpContext context, WebSocket socket, Func<CollectionContext> sender)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted);
        try
        {
            while (true)
            {
                using var message = new PooledBody(memory, EventLimits.BatchBytes, null);
                var first = await socket.ReceiveAsync(message.Room(), stopping.Token);
                if (first.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                if (!await FillAsync(socket, message, first, stopping.Token))
                {
                    await socket.CloseOutputAsync(
                        WebSocketCloseStatus.MessageTooBig,
                        $"A message has over {EventLimits.BatchBytes} bytes; send smaller batches.",
                        CancellationToken.None
                    );
                    return;
                }

                await AnswerAsync(socket, await ReceiptOfAsync(message, sender, stopping.Token), stopping.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The cancelled receive has aborted the socket; its client connects again.
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client has disconnected or took too long for a message. Events with a receipt are in the log.
            socket.Abort();
        }
    }

    /// <summary>Reads the rest of a message.</summary>
    /// <returns>False if it is too long.</returns>
    private async ValueTask<bool> FillAsync(
        WebSocket socket,
        PooledBody message,
        ValueWebSocketReceiveResult read,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        while (true)
        {
            if (!message.TryAdvance(read.Count))
            {
                return false;
            }

            if (read.EndOfMessage)
            {
                return true;
            }

            read = await socket.ReceiveAsync(message.Room(), linked.Token);
        }
    }

    /// <summary>
    /// Returns the receipt of a message; for one that can't be stored now, the reason and the time after which to send it again.
    /// </summary>
    private async ValueTask<ArrayBufferWriter<byte>> ReceiptOfAsync(
        PooledBody message,
        Func<CollectionContext> sender,
        CancellationToken cancellationToken
    )
    {
        var answer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(answer, JsonAnswer.Options);
        try
        {
            ReceiptJson.Write(writer, await collector.CollectBatchAsync(message.Memory, sender(), cancellationToken));
        }
        catch (EventLogUnavailableException e)
        {
            WriteFailure(writer, e.Message, e.RetryAfter);
        }
        catch (IOException)
        {
            WriteFailure(writer, "The storage does not answer now.", TimeSpan.FromSeconds(5));
        }

        return answer;
    }

    private static void WriteFailure(Utf8JsonWriter writer, string message, TimeSpan retryAfter)
    {
        writer.WriteStartObject();
        writer.WriteString("error", message);
        writer.WriteNumber("retry_after", (long)Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)));
        writer.WriteEndObject();
        writer.Flush();
    }

    private static ValueTask AnswerAsync(WebSocket socket, ArrayBufferWriter<byte> answer, CancellationToken cancellationToken) =>
        socket.SendAsync(answer.WrittenMemory, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellationToken);
}

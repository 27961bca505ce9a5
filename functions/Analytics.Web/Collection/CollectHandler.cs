using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Keys;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Collection;

/// <summary>Accepts events. Only imports need a key; any page may send.</summary>
internal sealed class CollectHandler(Collector collector, StreamHandler streams, RequestFacts facts, KeyAccess keys)
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    public async Task OneAsync(HttpContext context)
    {
        Cors.AllowAnyOrigin(context);
        EventContent.RequireType(context.Request);
        CollectionReceipt receipt;
        using (var body = await RequestBody.ReadAsync(context.Request, EventLimits.EventBytes, context.RequestAborted))
        {
            receipt = await collector.CollectOneAsync(
                EventContent.JsonOf(context.Request, body.Memory),
                await FactsAsync(context),
                context.RequestAborted
            );
        }

        if (receipt.Failure is { } failure)
        {
            throw CollectionRefusal.Of(failure);
        }

        if (receipt.Accepted + receipt.Filtered == 0 && receipt.Rejected is [var first, ..])
        {
            throw CollectionRefusal.Of(first);
        }

        ReceiptHeaders.Write(context.Response.Headers, receipt);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Ok.Length;
        await context.Response.BodyWriter.WriteAsync(Ok, context.RequestAborted);
    }

    public async Task BatchAsync(HttpContext context)
    {
        Cors.AllowAnyOrigin(context);
        var import = await ImportKeyAsync(context);
        EventContent.RequireType(context.Request);
        if (StreamHandler.IsAsked(context.Request))
        {
            await streams.RunAsync(context, () => import is null ? facts.Of(context) : facts.OfImport(import.Site));
            return;
        }

        CollectionReceipt receipt;
        using (var body = await RequestBody.ReadAsync(context.Request, EventLimits.BatchBytes, context.RequestAborted))
        {
            var request = import is null ? await FactsAsync(context) : facts.OfImport(import.Site);
            receipt = await collector.CollectBatchAsync(
                EventContent.JsonOf(context.Request, body.Memory),
                request,
                context.RequestAborted
            );
        }

        if (receipt.Failure is { } failure)
        {
            throw CollectionRefusal.Of(failure);
        }

        if (receipt.Filtered > 0)
        {
            context.Response.Headers["x-plausible-dropped"] = "1";
        }

        JsonAnswer.Begin(context, StatusCodes.Status202Accepted);
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.Options))
        {
            ReceiptJson.Write(writer, receipt);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Returns the facts of the sender, including whether it has a valid key.</summary>
    private async ValueTask<CollectionContext> FactsAsync(HttpContext context)
    {
        var sender = facts.Of(context);
        return context.Request.Headers.Authorization.Count > 0 && await keys.FindIfOursAsync(context) is not null
            ? sender with
            {
                HasKey = true,
            }
            : sender;
    }

    private async ValueTask<ApiKey?> ImportKeyAsync(HttpContext context)
    {
        var import = context.Request.Query["import"];
        return import.ToString() switch
        {
            "" or "false" => null,
            "true" => await keys.RequireAsync(context, KeyScopes.Import),
            _ => throw JsonBody.Bad("import: give true or false"),
        };
    }
}

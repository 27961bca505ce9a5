using Analytics.Web.Access;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Live;

/// <summary>Answers with the rolling averages that the aggregator keeps.</summary>
internal sealed class LiveHandler(LiveReadings readings, StatsAccess access)
{
    public async Task ReadAsync(HttpContext context)
    {
        var caller = await access.CallerAsync(context);
        var site = await access.SiteAsync(context, caller, RouteValue.Site(context));
        StatsAccess.RequireWholeSite(caller);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            await readings.ReadAsync(site.Id, context.RequestAborted),
            ApiJson.Default.LiveAnswer
        );
    }
}

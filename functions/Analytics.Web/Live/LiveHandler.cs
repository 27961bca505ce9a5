using Analytics.Core.Aggregation;
using Analytics.Web.Access;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Live;

/// <summary>Answers with the rolling averages that the aggregator keeps.</summary>
internal sealed class LiveHandler(ILiveStatistics live, StatsAccess access, TimeProvider time)
{
    public async Task ReadAsync(HttpContext context)
    {
        var caller = await access.CallerAsync(context);
        var site = await access.SiteAsync(context, caller, RouteValue.Site(context));
        StatsAccess.RequireWholeSite(caller);
        var answer = await live.ReadAsync(site.Domain, context.RequestAborted) is { } statistics
            ? LiveAnswer.Of(site.Domain, statistics)
            : LiveAnswer.Quiet(site.Domain, time.GetUtcNow());
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.LiveAnswer);
    }
}

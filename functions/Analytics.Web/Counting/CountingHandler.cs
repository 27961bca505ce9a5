using Analytics.Core.Keys;
using Analytics.Core.Operations;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Counting;

/// <summary>Reports to importers the position up to which their events are counted. Needs a key of scope import.</summary>
internal sealed class CountingHandler(PartitionLags lags, KeyAccess keys)
{
    public async Task ReadAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Import);

        // Measured now: an older measurement could miss the importer's last batch and report that everything is counted.
        var measured = await lags.MeasureAsync(TimeSpan.Zero, context.RequestAborted);
        var answer = new CountingAnswer([.. measured.Select(lag => new CountingPartition(lag.Partition, lag.Watermark, lag.Last))]);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.CountingAnswer);
    }
}

using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Operations;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Jobs;

/// <summary>Reports the state of the stages and the rows that are due for reprocessing. Needs an admin key.</summary>
internal sealed class StatusHandler(
    BackgroundReading<RollupCounts> census,
    ArchiveReach reach,
    JobTable jobs,
    IEventLog log,
    BackgroundReading<OperationsReport> monitor,
    ISiteDirectory sites,
    KeyAccess keys
)
{
    public async Task ReadAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var cancellationToken = context.RequestAborted;
        var active = (await jobs.ListAsync(cancellationToken)).Where(job => job.IsActive).Select(job => job.Id).ToList();
        var counting = census.ReadAsync(cancellationToken);
        var operations = await monitor.ReadAsync(cancellationToken);
        var rollups = await counting;
        var answer = new StatusAnswer(
            Rollup.CurrentLogicVersion,
            rollups?.At,
            rollups?.Value.Versions ?? [],
            rollups?.Value.Old ?? new(0, 0),
            await reach.FromAsync(cancellationToken),
            await reach.OldestAsync(cancellationToken),
            active,
            log.Gaps,
            await OperationsAnswer.OfAsync(operations!.Value.Value, sites, cancellationToken)
        );
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.StatusAnswer);
    }
}

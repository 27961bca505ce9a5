using Analytics.Azure.Failures;
using Analytics.Core.Reprocessing;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Visitors;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Maintenance;

/// <summary>Deletes rows and salts that are due, to keep the storage small and visitors anonymous.</summary>
/// <param name="salts">The keys of visitor ids.</param>
/// <param name="rounds">Deletes live rows that are rolled up.</param>
/// <param name="retention">Deletes rollups after the end of a site's retention.</param>
/// <param name="old">Converts rows of older releases.</param>
/// <param name="time">Measures the time limit of a run.</param>
public sealed class Maintain(DailySalts salts, RollupRounds rounds, RollupRetention retention, OldRows old, TimeProvider time)
{
    /// <summary>
    /// Creates and deletes salts when they are due, deletes live rows that are rolled up and rollups after the end of a site's retention,
    /// and converts rows of older releases.
    /// </summary>
    [Function(nameof(Maintain))]
    public async Task RunAsync([TimerTrigger("0 32 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await salts.RefreshAsync(cancellationToken);
        await TimeLimit.RunAsync(
            async token =>
            {
                await rounds.PruneAsync(token);
                await retention.RunAsync(token);
                await old.ConvertAsync(token);
            },
            time,
            cancellationToken
        );
    }
}

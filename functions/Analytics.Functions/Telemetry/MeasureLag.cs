using Analytics.Azure.Rollups;
using Analytics.Core.Operations;
using Analytics.Core.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Telemetry;

/// <summary>Measures the messages that wait to be aggregated, the rows that wait to be rolled up, and the dead letters.</summary>
/// <param name="monitor">Measures and records everything except the roll-up's lag.</param>
/// <param name="rollups">Stores the time of the last roll-up.</param>
public sealed class MeasureLag(OperationsMonitor monitor, RollupClock rollups)
{
    /// <summary>Measures once a minute.</summary>
    [Function(nameof(MeasureLag))]
    public async Task RunAsync([TimerTrigger("45 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await monitor.ReadAsync(TimeSpan.Zero, cancellationToken);
        if (await rollups.LagAsync(cancellationToken) is { } lag)
        {
            AnalyticsMeter.RollupLag.Record(lag.TotalSeconds);
        }
    }
}

using Analytics.Core.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Telemetry;

/// <summary>Measures the messages that wait to be aggregated, the rows that wait to be rolled up, and the dead letters.</summary>
/// <param name="monitor">Measures and records.</param>
public sealed class MeasureLag(OperationsMonitor monitor)
{
    /// <summary>Measures once a minute.</summary>
    [Function(nameof(MeasureLag))]
    public Task RunAsync([TimerTrigger("45 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        monitor.ReadAsync(TimeSpan.Zero, cancellationToken);
}

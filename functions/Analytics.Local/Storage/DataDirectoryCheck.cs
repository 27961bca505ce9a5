using Analytics.Core.Tables;
using Analytics.Web.Health;

namespace Analytics.Local.Storage;

/// <summary>
/// Checks that log and tables can be written and are still at their paths: writes to both, at most every five seconds. Thread-safe.
/// </summary>
internal sealed class DataDirectoryCheck(SqliteEventLog log, ITableStore tables, TimeProvider timeProvider) : IReadinessCheck
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private (long At, Task Probe)? _latest;

    /// <inheritdoc />
    public string Part => "data directory";

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is not { } latest || (latest.Probe.IsCompleted && timeProvider.GetElapsedTime(latest.At) >= MaxAge))
            {
                _latest = latest = (timeProvider.GetTimestamp(), ProbeAsync());
            }

            return latest.Probe.WaitAsync(cancellationToken);
        }
    }

    private async Task ProbeAsync()
    {
        await log.ProbeAsync();
        await tables.CommitAsync(
            TableNames.Control,
            "health",
            [TableOperation.Upsert("probe", BitConverter.GetBytes(timeProvider.GetUtcNow().ToUnixTimeSeconds()))],
            CancellationToken.None
        );
    }
}

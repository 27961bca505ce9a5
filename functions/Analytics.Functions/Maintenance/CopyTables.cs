using Analytics.Azure.Copies;
using Analytics.Azure.Failures;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Maintenance;

/// <summary>Copies the rows that can't be rebuilt from raw events.</summary>
/// <param name="services">The services, which include <see cref="TableCopies"/> if there is a container for copies.</param>
/// <param name="time">Measures the time limit of a run.</param>
public sealed class CopyTables(IServiceProvider services, TimeProvider time)
{
    /// <summary>Begins a copy four times a day, and goes on with it every ten minutes until it is complete.</summary>
    [Function(nameof(CopyTables))]
    public Task RunAsync([TimerTrigger("0 7-57/10 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        services.GetService<TableCopies>() is { } copies
            ? TimeLimit.RunAsync(token => copies.CopyAsync(token), time, cancellationToken)
            : Task.CompletedTask;
}

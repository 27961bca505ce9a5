using Analytics.Azure.Copies;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Maintenance;

/// <summary>Copies the rows that can't be rebuilt from raw events.</summary>
/// <param name="services">The services, which include <see cref="TableCopies"/> if there is a container for copies.</param>
public sealed class CopyTables(IServiceProvider services)
{
    /// <summary>Copies four times a day, if there is a container for copies.</summary>
    [Function(nameof(CopyTables))]
    public Task RunAsync([TimerTrigger("0 7 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        services.GetService<TableCopies>()?.CopyAsync(cancellationToken) ?? Task.CompletedTask;
}

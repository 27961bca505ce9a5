using Analytics.Functions.Maintenance;
using Analytics.Functions.Reprocessing;
using Analytics.Functions.Rollups;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.AzureWorker;

/// <summary>Calls the functions of the timers, each again some time after it has ended.</summary>
internal sealed class TimerLoops(IServiceProvider services) : BackgroundService
{
    private static readonly TimerInfo Timer = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rollUp = ActivatorUtilities.CreateInstance<RollUp>(services);
        var reprocess = ActivatorUtilities.CreateInstance<Reprocess>(services);
        var count = ActivatorUtilities.CreateInstance<CountDays>(services);
        var maintain = ActivatorUtilities.CreateInstance<Maintain>(services);
        return Task.WhenAll(
            RepeatAsync("RollUpHourly", TimeSpan.FromSeconds(0.5), token => rollUp.HourlyAsync(Timer, token), stoppingToken),
            RepeatAsync("RollUpLarge", TimeSpan.FromSeconds(1), token => rollUp.LargeAsync(Timer, token), stoppingToken),
            RepeatAsync("RollUpDaily", TimeSpan.FromSeconds(1), token => rollUp.DailyAsync(Timer, token), stoppingToken),
            RepeatAsync("Reprocess", TimeSpan.FromSeconds(0.5), token => reprocess.RunAsync(Timer, token), stoppingToken),
            RepeatAsync("CountDays", TimeSpan.FromSeconds(2), token => count.RunAsync(Timer, token), stoppingToken),
            RepeatAsync("Maintain", TimeSpan.FromSeconds(2), token => maintain.RunAsync(Timer, token), stoppingToken)
        );
    }

    private static async Task RepeatAsync(
        string name,
        TimeSpan pause,
        Func<CancellationToken, Task> function,
        CancellationToken cancellationToken
    )
    {
        for (; ; await Task.Delay(pause, TimeProvider.System, cancellationToken))
        {
            try
            {
                await function(cancellationToken);
                Console.WriteLine($"{name} ended");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Console.WriteLine($"{name} failed: {exception.Message}");
            }
        }
    }
}

using System.Globalization;
using Spectre.Console;

namespace Analytics.Local.Importing;

/// <summary>Shows the progress and the rate of an import.</summary>
internal sealed class ImportProgress(IAnsiConsole console, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work and shows its progress until it ends.</summary>
    public async Task ShowAsync(
        ImportSource source,
        ImportReport report,
        Func<CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            await work(cancellationToken);
            return;
        }

        await console
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                var task = context.AddTask("Importing", maxValue: source.Length ?? 1);
                task.IsIndeterminate = source.Length is null;
                var running = work(cancellationToken);
                var started = timeProvider.GetTimestamp();
                using var timer = new PeriodicTimer(Interval, timeProvider);
                while (!running.IsCompleted)
                {
                    await Task.WhenAny(running, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
                    var rate = report.Imported / Math.Max(0.001, timeProvider.GetElapsedTime(started).TotalSeconds);
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{report.Imported:N0} events, {rate:N0}/s");
                    task.Value = source.Length is null ? 0 : source.Position;
                }

                await running;
                task.IsIndeterminate = false;
                task.Value = task.MaxValue;
            });
    }
}

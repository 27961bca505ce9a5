using Analytics.Core.DeadLetters;
using Analytics.Core.Operations;
using Analytics.Local.Serving;
using Analytics.Local.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Local.Tests.Serving;

/// <summary>An exception that leaves a service of the host ends the host, so none does, unless the host stops.</summary>
public sealed class ServiceFailureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_whose_storage_ran_into_a_time_limit_is_tried_again()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = new FakeTimeProvider();
        var log = new InMemoryEventLog(partitionCount: 1, clock);
        var tables = new FailingTables(() =>
        {
            called.TrySetResult();
            return new TaskCanceledException("The storage did not answer in time.");
        });
        var monitor = new OperationsMonitor(
            log,
            tables,
            new(log, tables, clock),
            new DeadLetterList(tables, 1),
            new(tables, clock),
            clock
        );
        using var service = new OperationsService(monitor, clock, NullLogger<OperationsService>.Instance);

        await service.StartAsync(Stop);
        await called.Task;
        called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        clock.Advance(OperationsMonitor.Interval);

        await Task.WhenAny(called.Task, service.ExecuteTask!);
        Assert.False(service.ExecuteTask!.IsCompleted);
        await service.StopAsync(Stop);
    }

    [Fact]
    public void Only_the_cancellation_that_a_stop_asked_for_is_a_stop()
    {
        using var stop = new CancellationTokenSource();
        Assert.False(new TaskCanceledException().IsStopBy(stop.Token));
        stop.Cancel();
        Assert.True(new TaskCanceledException().IsStopBy(stop.Token));
        Assert.False(new IOException().IsStopBy(stop.Token));
    }
}

using Analytics.Core.Live;
using Analytics.Local.Serving;

namespace Analytics.Local.Tests.Serving;

public sealed class RollupTriggerTests
{
    private const long Large = 16L * 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregators_that_cross_the_mark_at_the_same_time_signal_and_do_not_fail()
    {
        using var trigger = new RollupTrigger(TimeProvider.System);
        var adding = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        () =>
                        {
                            for (var i = 0; i < 500_000; i++)
                            {
                                trigger.Add(Large);
                            }
                        },
                        Stop
                    )
                )
        );
        while (!adding.IsCompleted)
        {
            await trigger.WaitAsync(TimeSpan.Zero, Stop);
        }

        await adding;
    }

    [Fact]
    public async Task A_signal_is_kept_until_it_is_waited_for_and_given_once()
    {
        using var trigger = new RollupTrigger(TimeProvider.System);
        trigger.Add(Large - 1);
        Assert.False(await trigger.WaitAsync(TimeSpan.Zero, Stop));
        trigger.Add(1);
        Assert.True(await trigger.WaitAsync(TimeSpan.FromHours(1), Stop));
        Assert.False(await trigger.WaitAsync(TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task Each_roll_up_of_an_hour_waits_for_as_much_as_was_rolled_up_before()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 2, 1, 10, 30, 0, TimeSpan.Zero));
        using var trigger = new RollupTrigger(clock);
        var signals = new List<int>();
        for (var written = 1; written <= 20; written++)
        {
            trigger.Add(Large);
            if (await trigger.WaitAsync(TimeSpan.Zero, Stop))
            {
                signals.Add(written);
            }
        }

        Assert.Equal([1, 2, 4, 8, 14, 20], signals);
        clock.Advance(TimeSpan.FromMinutes(30));
        trigger.Add(Large);
        Assert.True(await trigger.WaitAsync(TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task History_signals_once_no_more_of_it_was_written_for_a_while()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 2, 1, 10, 30, 0, TimeSpan.Zero));
        using var trigger = new RollupTrigger(clock);
        var written = new BucketWrites();
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(RollupDemand.HistoryPause - TimeSpan.FromSeconds(1));
            Assert.False(await trigger.WaitAsync(TimeSpan.Zero, Stop));
            AddHistory();
        }

        clock.Advance(RollupDemand.HistoryPause);
        Assert.True(await trigger.WaitAsync(TimeSpan.FromHours(1), Stop));

        clock.Advance(RollupDemand.HistoryPause);
        Assert.False(await trigger.WaitAsync(TimeSpan.Zero, Stop));

        void AddHistory()
        {
            for (var day = 2; day < 30; day++)
            {
                written.AddHour(7, clock.GetUtcNow().AddDays(-day).ToUnixTimeSeconds(), clock.GetUtcNow());
            }

            trigger.AddHistory(written);
        }
    }
}

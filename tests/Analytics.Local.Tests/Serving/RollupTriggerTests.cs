using Analytics.Local.Serving;

namespace Analytics.Local.Tests.Serving;

public sealed class RollupTriggerTests
{
    private const long Large = 16L * 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregators_that_cross_the_mark_at_the_same_time_signal_and_do_not_fail()
    {
        var trigger = new RollupTrigger();
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
            await trigger.WaitAsync(TimeSpan.Zero, TimeProvider.System, Stop);
        }

        await adding;
    }

    [Fact]
    public async Task A_signal_is_kept_until_it_is_waited_for_and_given_once()
    {
        var trigger = new RollupTrigger();
        trigger.Add(Large - 1);
        Assert.False(await trigger.WaitAsync(TimeSpan.Zero, TimeProvider.System, Stop));
        trigger.Add(1);
        Assert.True(await trigger.WaitAsync(TimeSpan.FromHours(1), TimeProvider.System, Stop));
        Assert.False(await trigger.WaitAsync(TimeSpan.Zero, TimeProvider.System, Stop));
    }
}

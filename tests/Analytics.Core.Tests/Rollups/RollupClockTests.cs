using Analytics.Core.Rollups;

namespace Analytics.Core.Tests.Rollups;

public sealed class RollupClockTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 1, 10, 2, 0, TimeSpan.Zero));
    private readonly RollupClock _clock;

    public RollupClockTests() => _clock = new(new InMemoryTableStore(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_waits_until_the_next_hour_closes()
    {
        Assert.Null(await _clock.LagAsync(Stop));
        await _clock.RecordAsync(_clock.Now, Stop);
        _time.Advance(TimeSpan.FromMinutes(58));

        Assert.Equal(TimeSpan.Zero, await _clock.LagAsync(Stop));
    }

    [Fact]
    public async Task An_hour_that_is_not_rolled_up_waits_since_it_closed()
    {
        await _clock.RecordAsync(_clock.Now, Stop);
        _time.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(TimeSpan.FromMinutes(32), await _clock.LagAsync(Stop));
    }
}

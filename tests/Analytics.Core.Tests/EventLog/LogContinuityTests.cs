using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.EventLog;

public sealed class LogContinuityTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(41, 40, 41)]
    [InlineData(40, 40, 40)]
    public void A_log_that_reaches_the_watermark_goes_on_after_its_end_and_has_no_gap(long last, long watermark, long after)
    {
        var continuity = new LogContinuity(2, last, watermark);

        Assert.False(continuity.IsBehind);
        Assert.Equal(after, continuity.NumberAfter);
        Assert.Null(continuity.GapFoundAt(Noon));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    public void A_log_below_the_watermark_goes_on_after_the_watermark_and_what_lies_between_is_a_gap(long last)
    {
        var continuity = new LogContinuity(2, last, 40);

        Assert.True(continuity.IsBehind);
        Assert.Equal(40, continuity.NumberAfter);
        Assert.Equal(new LogGap(2, last, 40, Noon), continuity.GapFoundAt(Noon));
    }
}

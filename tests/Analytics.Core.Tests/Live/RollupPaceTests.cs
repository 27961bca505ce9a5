using Analytics.Core.Live;

namespace Analytics.Core.Tests.Live;

public sealed class RollupPaceTests
{
    private static readonly DateTimeOffset Hour = new(2026, 2, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steps_double_from_the_lower_bound_to_the_upper_one()
    {
        var pace = new RollupPace(leastBytes: 4, mostBytes: 24);

        Assert.Equal([4, 8, 16, 32, 56, 80, 104], StepsUpTo(110, pace, Hour.AddMinutes(5)));
    }

    [Fact]
    public void An_hour_begins_with_the_lower_bound_and_with_what_waits()
    {
        var pace = new RollupPace(leastBytes: 4, mostBytes: 24);
        StepsUpTo(34, pace, Hour.AddMinutes(59));

        Assert.Equal([2, 6, 14], StepsUpTo(14, pace, Hour.AddMinutes(60)));
    }

    [Fact]
    public void Bytes_that_were_not_rolled_up_stay_due()
    {
        var pace = new RollupPace(leastBytes: 4, mostBytes: 24);
        pace.Add(3, Hour);
        Assert.False(pace.IsDue);
        pace.Add(1, Hour);

        Assert.True(pace.IsDue);
        pace.Add(1, Hour);
        Assert.True(pace.IsDue);
        pace.Reset();
        Assert.False(pace.IsDue);
    }

    private static List<int> StepsUpTo(int bytes, RollupPace pace, DateTimeOffset at)
    {
        var steps = new List<int>();
        for (var written = 1; written <= bytes; written++)
        {
            pace.Add(1, at);
            if (pace.IsDue)
            {
                pace.Reset();
                steps.Add(written);
            }
        }

        return steps;
    }
}

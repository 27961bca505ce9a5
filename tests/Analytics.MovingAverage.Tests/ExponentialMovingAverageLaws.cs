using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests;

public sealed class ExponentialMovingAverageLaws
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void Regular_elements_are_weighted_by_powers_of_one_minus_alpha(double alpha)
    {
        var values = Doubles.Stream("Ordinary", 1, 300);
        var average = ExponentialMovingAverage.FromAlpha(alpha);
        for (var n = 1; n <= values.Length; n++)
        {
            average.Add(values[n - 1]);
            Assert.Equal(Naive(values[..n], i => Math.Pow(1 - alpha, n - 1 - i)), average.Average, 9);
        }
    }

    [Fact]
    public void Irregular_elements_are_weighted_by_their_age_even_when_late()
    {
        var random = new Random(2);
        var average = ExponentialMovingAverage.FromHalfLife(TimeSpan.FromMinutes(10));
        var (seen, newest) = (new List<(double Minute, double Value)>(), 0.0);
        foreach (var value in Doubles.Stream("Ordinary", 3, 300))
        {
            var elapsed = TimeSpan.FromSeconds(random.Next(-180, 300));
            average.Add(value, elapsed);
            seen.Add((newest + (seen.Count == 0 ? 0 : elapsed.TotalMinutes), value));
            newest = seen.Max(x => x.Minute);
            var now = newest;
            Assert.Equal(Naive([.. seen.Select(x => x.Value)], i => Math.Pow(2, (seen[i].Minute - now) / 10)), average.Average, 9);
        }
    }

    [Fact]
    public void A_half_life_halves_the_weight()
    {
        var average = ExponentialMovingAverage.FromHalfLife(3);
        average.AddRange([8, 0, 0, 0]);
        var d = Math.Pow(2, -1 / 3.0);
        Assert.Equal(8 * 0.5 / (0.5 + (d * d) + d + 1), average.Average, 12);
        Assert.Equal(1 - d, average.Alpha, 12);
    }

    [Fact]
    public void Alpha_and_half_life_are_two_names_of_one_thing()
    {
        var average = ExponentialMovingAverage.FromAlpha(0.2);
        var same = ExponentialMovingAverage.FromHalfLife(average.HalfLife);
        Assert.Equal(0.2, average.Alpha, 15);
        Assert.Equal(0.2, same.Alpha, 12);
    }

    [Fact]
    public void One_step_of_time_is_one_regular_step()
    {
        var regular = ExponentialMovingAverage.FromHalfLife(5, TimeSpan.FromHours(1));
        var irregular = ExponentialMovingAverage.FromHalfLife(5, TimeSpan.FromHours(1));
        foreach (var value in Doubles.Stream("Ordinary", 1, 50))
        {
            regular.Add(value);
            irregular.Add(value, TimeSpan.FromHours(1));
        }

        Assert.Equal(regular.Average, irregular.Average);
    }

    [Fact]
    public void The_average_stays_between_the_extremes_even_far_apart()
    {
        var average = ExponentialMovingAverage.FromAlpha(0.3);
        foreach (var value in Doubles.Stream("Huge", 1, 2_000))
        {
            average.Add(value);
            Assert.True(double.IsFinite(average.Average));
        }
    }

    [Fact]
    public void Equal_values_have_their_value_as_average()
    {
        var average = ExponentialMovingAverage.FromAlpha(0.1);
        for (var i = 0; i < 1_000; i++)
        {
            average.Add(0.1);
            Assert.Equal(0.1, average.Average);
        }
    }

    [Fact]
    public void Time_without_elements_lowers_the_weights_and_leaves_the_average()
    {
        var average = ExponentialMovingAverage.FromHalfLife(TimeSpan.FromSeconds(1));
        average.AddRange([3, 5]);
        var (before, weight) = (average.Average, average.Weight);
        average.Decay(TimeSpan.FromSeconds(2));
        Assert.Equal(before, average.Average);
        Assert.Equal(weight / 4, average.Weight, 12);
        average.Decay(TimeSpan.FromDays(1_000));
        Assert.Equal(before, average.Average);
        average.Add(7);
        Assert.Equal(7, average.Average);
        Assert.Throws<ArgumentOutOfRangeException>(() => average.Decay(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Merging_gives_the_average_that_saw_both()
    {
        var (left, right, both) = (Minutes(), Minutes(), Minutes());
        for (var i = 0; i < 100; i++)
        {
            left.Add(i, TimeSpan.FromSeconds(30));
            right.Add(-i * 3, TimeSpan.FromSeconds(30));
            both.Add(i, TimeSpan.FromSeconds(30));
            both.Add(-i * 3, TimeSpan.Zero);
        }

        left.Merge(right);
        Assert.Equal(both.Average, left.Average, 10);
        Assert.Equal(both.Weight, left.Weight, 10);
        left.Merge(Minutes());
        Assert.Equal(both.Average, left.Average, 10);
        Assert.Throws<ArgumentException>(() => left.Merge(ExponentialMovingAverage.FromHalfLife(3)));
    }

    [Fact]
    public void Without_an_element_there_is_no_average()
    {
        var average = ExponentialMovingAverage.FromAlpha(0.1);
        Assert.False(average.TryGetAverage(out var none));
        Assert.Equal(double.NaN, none);
        average.Add(0);
        Assert.True(average.TryGetAverage(out none));
        Assert.Equal(0, none);
        average.Clear();
        Assert.Equal((0, double.NaN), (average.Weight, average.Average));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_would_never_be_forgotten_is_refused_and_changes_nothing(double value)
    {
        var average = ExponentialMovingAverage.FromAlpha(0.1);
        average.Add(3);
        var before = Saved.Bytes(average);
        Assert.Throws<ArgumentOutOfRangeException>(() => average.Add(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => average.Add(value, TimeSpan.FromSeconds(1)));
        Assert.Equal(before, Saved.Bytes(average));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(1e-300)]
    [InlineData(double.NaN)]
    public void An_alpha_outside_0_and_1_is_refused(double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMovingAverage.FromAlpha(alpha));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_half_life_that_is_not_positive_and_finite_is_refused(double halfLife) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMovingAverage.FromHalfLife(halfLife));

    [Fact]
    public void A_step_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMovingAverage.FromHalfLife(1, TimeSpan.Zero));

    private static ExponentialMovingAverage Minutes() => ExponentialMovingAverage.FromHalfLife(TimeSpan.FromMinutes(1));

    private static double Naive(double[] values, Func<int, double> weight)
    {
        var weights = Enumerable.Range(0, values.Length).Select(weight).ToArray();
        return values.Zip(weights, (x, w) => x * w).Sum() / weights.Sum();
    }
}

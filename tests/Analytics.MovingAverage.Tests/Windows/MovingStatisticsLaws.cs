using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class MovingStatisticsLaws
{
    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Mean_variance_and_extremes_are_those_of_the_window_rounded_once(string kind)
    {
        foreach (var capacity in (int[])[1, 2, 3, 30])
        {
            var window = new MovingStatistics(capacity);
            var naive = new NaiveWindow<double>(capacity);
            foreach (var value in Doubles.Stream(kind, capacity, 120))
            {
                window.Add(value);
                naive.Add(value);
                Assert.Equal(Rational.Mean(naive.Elements), window.Average);
                Assert.Equal(Rational.Variance(naive.Elements, naive.Elements.Count), window.Variance);
                Assert.Equal(naive.Elements.Min(), window.Minimum);
                Assert.Equal(naive.Elements.Max(), window.Maximum);
                if (naive.Elements.Count > 1)
                {
                    Assert.Equal(Rational.Variance(naive.Elements, naive.Elements.Count - 1), window.SampleVariance);
                }
            }
        }
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1)]
    [InlineData(1e-200)]
    [InlineData(1e-300)]
    public void The_standard_deviation_is_right_even_where_the_variance_is_out_of_range(double scale)
    {
        var window = new MovingStatistics(2);
        window.AddRange([scale, 3 * scale]);
        Assert.Equal(1, window.StandardDeviation / scale, 15);
        Assert.Equal(Math.Sqrt(2), window.SampleStandardDeviation / scale, 15);
    }

    [Fact]
    public void The_standard_deviation_is_the_root_of_the_variance()
    {
        var window = new MovingStatistics(20);
        window.AddRange(Doubles.Stream("Ordinary", 1, 20));
        Assert.Equal(Math.Sqrt(window.Variance), window.StandardDeviation);
        Assert.Equal(Math.Sqrt(window.SampleVariance), window.SampleStandardDeviation);
    }

    [Fact]
    public void A_single_element_has_no_sample_variance()
    {
        var window = new MovingStatistics(3);
        window.Add(5);
        Assert.Equal(0, window.Variance);
        Assert.Equal(double.NaN, window.SampleVariance);
        Assert.Equal(double.NaN, window.SampleStandardDeviation);
    }

    [Fact]
    public void An_infinity_is_an_extreme_and_has_no_variance_until_it_leaves()
    {
        var window = new MovingStatistics(2);
        window.AddRange([double.PositiveInfinity, 2]);
        Assert.Equal(double.PositiveInfinity, window.Maximum);
        Assert.Equal(2, window.Minimum);
        Assert.Equal(double.NaN, window.Variance);
        window.Add(4);
        Assert.Equal((2, 4, 1), (window.Minimum, window.Maximum, window.Variance));
    }

    [Fact]
    public void An_empty_window_has_no_statistics()
    {
        var window = new MovingStatistics(2);
        double[] all = [window.Average, window.Variance, window.SampleVariance, window.StandardDeviation, window.Minimum, window.Maximum];
        Assert.All(all, value => Assert.Equal(double.NaN, value));
        Assert.Equal(0, window.Sum);
    }

    [Fact]
    public void The_average_of_the_last_n_is_exact_from_either_side()
    {
        var window = new MovingStatistics(9);
        var values = Doubles.Stream("Spikes", 3, 30);
        window.AddRange(values);
        for (var n = 1; n <= 9; n++)
        {
            Assert.Equal(Rational.Mean(values[^n..]), window.AverageOfLast(n));
        }
    }
}

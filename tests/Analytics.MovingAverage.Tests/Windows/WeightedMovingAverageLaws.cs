using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class WeightedMovingAverageLaws
{
    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void The_average_is_the_exact_weighted_mean_rounded_once(string kind)
    {
        foreach (var capacity in (int[])[1, 2, 5, 40])
        {
            var window = new WeightedMovingAverage(capacity);
            var naive = new NaiveWindow<double>(capacity);
            foreach (var value in Doubles.Stream(kind, capacity, 200))
            {
                window.Add(value);
                naive.Add(value);
                Assert.Equal(Rational.LinearlyWeightedMean(naive.Elements), window.Average);
            }
        }
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void The_average_of_the_last_n_weighs_them_from_1_to_n(string kind)
    {
        var window = new WeightedMovingAverage(20);
        var values = Doubles.Stream(kind, 3, 35);
        window.AddRange(values);
        for (var n = 1; n <= 20; n++)
        {
            Assert.Equal(Rational.LinearlyWeightedMean(values[^n..]), window.AverageOfLast(n));
        }
    }

    [Fact]
    public void It_stays_exact_after_a_hundred_thousand_updates()
    {
        var window = new WeightedMovingAverage(50);
        var values = Doubles.Stream("Spikes", 4, 100_000);
        foreach (var value in values)
        {
            window.Add(value);
        }

        Assert.Equal(Rational.LinearlyWeightedMean(values[^50..]), window.Average);
    }

    [Fact]
    public void A_NaN_counts_while_it_is_in_the_window_and_leaves_no_trace()
    {
        var window = new WeightedMovingAverage(2);
        window.AddRange([double.NaN, 1]);
        Assert.Equal(double.NaN, window.Average);
        Assert.Equal(double.NaN, window.AverageOfLast(2));
        Assert.Equal(1, window.AverageOfLast(1));
        window.Add(4);
        Assert.Equal(3, window.Average);
    }
}

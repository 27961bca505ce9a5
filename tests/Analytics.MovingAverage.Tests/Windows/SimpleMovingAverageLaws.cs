using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class SimpleMovingAverageLaws
{
    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void The_average_is_the_exact_mean_of_the_window_rounded_once(string kind)
    {
        foreach (var capacity in (int[])[1, 2, 3, 7, 60])
        {
            var window = new SimpleMovingAverage(capacity);
            var naive = new NaiveWindow<double>(capacity);
            foreach (var value in Doubles.Stream(kind, capacity, 250))
            {
                window.Add(value);
                naive.Add(value);
                Assert.Equal(Rational.Mean(naive.Elements), window.Average);
                Assert.Equal(Rational.Round(Rational.Sum(naive.Elements), 1, 1074), window.Sum);
            }
        }
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void The_average_of_the_last_n_is_the_exact_mean_of_the_last_n(string kind)
    {
        var window = new SimpleMovingAverage(25);
        var values = Doubles.Stream(kind, 5, 40);
        window.AddRange(values);
        for (var n = 1; n <= window.Count; n++)
        {
            Assert.Equal(Rational.Mean(values[^n..]), window.AverageOfLast(n));
        }
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void A_window_forgets_its_history_bit_for_bit(string kind)
    {
        var old = new SimpleMovingAverage(100);
        old.AddRange(Doubles.Stream("AnyBits", 1, 5_000));
        var values = Doubles.Stream(kind, 2, 100);
        foreach (var value in values)
        {
            old.Add(value);
        }

        var fresh = new SimpleMovingAverage(100);
        fresh.AddRange(values);
        Assert.Equal(fresh.Average, old.Average);
        Assert.Equal(fresh.Sum, old.Sum);
    }
}

using System.Numerics;
using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class IntegerMovingAverageLaws
{
    [Fact]
    public void A_window_of_longs_is_exact() => Check(random => random.NextInt64(long.MinValue, long.MaxValue));

    [Fact]
    public void A_window_of_ints_is_exact() => Check(random => random.Next(int.MinValue, int.MaxValue));

    [Fact]
    public void A_window_of_unsigned_longs_is_exact() => Check(random => (ulong)random.NextInt64(long.MinValue, long.MaxValue));

    [Fact]
    public void A_window_of_bytes_is_exact() => Check(random => (byte)random.Next(256));

    [Fact]
    public void The_largest_longs_do_not_overflow()
    {
        var window = new IntegerMovingAverage<long>(4);
        window.AddRange([long.MaxValue, long.MaxValue, long.MaxValue]);
        Assert.Equal(long.MaxValue, window.Average);
        Assert.Equal((Int128)long.MaxValue * 3, window.Sum);
    }

    [Fact]
    public void An_empty_window_has_no_average()
    {
        var window = new IntegerMovingAverage<int>(4);
        Assert.False(window.TryGetAverage(out var average));
        Assert.Equal(double.NaN, average);
        window.Add(3);
        Assert.True(window.TryGetAverage(out average));
        Assert.Equal(3, average);
        window.Clear();
        Assert.Equal((0, (Int128)0, double.NaN), (window.Count, window.Sum, window.Average));
    }

    [Fact]
    public void Integers_of_more_than_64_bits_are_refused() =>
        Assert.Throws<NotSupportedException>(() => new IntegerMovingAverage<Int128>(4));

    private static void Check<T>(Func<Random, T> next)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var random = new Random(1);
        foreach (var capacity in (int[])[1, 3, 50])
        {
            var window = new IntegerMovingAverage<T>(capacity);
            var naive = new NaiveWindow<T>(capacity);
            for (var i = 0; i < 200; i++)
            {
                var value = next(random);
                window.Add(value);
                naive.Add(value);
                Assert.Equal(Mean(naive.Elements), window.Average);
                var n = 1 + (i % window.Count);
                Assert.Equal(Mean(naive.Elements[^n..]), window.AverageOfLast(n));
            }
        }
    }

    private static double Mean<T>(List<T> values)
        where T : struct, IBinaryInteger<T> =>
        Rational.Round(values.Aggregate(BigInteger.Zero, (sum, x) => sum + BigInteger.CreateChecked(x)), values.Count, 0);
}

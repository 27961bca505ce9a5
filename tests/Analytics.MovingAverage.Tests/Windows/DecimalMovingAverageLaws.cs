using System.Numerics;
using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class DecimalMovingAverageLaws
{
    private static readonly BigInteger Unit = BigInteger.Pow(10, 28);

    [Fact]
    public void The_average_is_within_one_unit_in_the_last_place_of_the_exact_mean()
    {
        var random = new Random(1);
        foreach (var capacity in (int[])[1, 3, 50])
        {
            var window = new DecimalMovingAverage(capacity);
            var naive = new NaiveWindow<decimal>(capacity);
            for (var i = 0; i < 500; i++)
            {
                var value = Next(random);
                window.Add(value);
                naive.Add(value);
                RequireClose(naive.Elements, window.Average!.Value);
                var n = 1 + (i % window.Count);
                RequireClose(naive.Elements[^n..], window.AverageOfLast(n));
            }
        }
    }

    [Fact]
    public void The_largest_decimals_do_not_overflow()
    {
        var window = new DecimalMovingAverage(4);
        window.AddRange([decimal.MaxValue, decimal.MaxValue, decimal.MaxValue]);
        Assert.Equal(decimal.MaxValue, window.Average);
    }

    [Fact]
    public void A_large_amount_that_has_left_leaves_the_cents_alone()
    {
        var window = new DecimalMovingAverage(2);
        window.AddRange([decimal.MaxValue, 0.01m]);
        window.Add(0.03m);
        Assert.Equal(0.02m, window.Average);
    }

    [Fact]
    public void An_empty_window_has_no_average()
    {
        var window = new DecimalMovingAverage(2);
        Assert.Null(window.Average);
        Assert.False(window.TryGetAverage(out _));
        window.Add(1.5m);
        Assert.True(window.TryGetAverage(out var average));
        Assert.Equal(1.5m, average);
        window.Clear();
        Assert.Null(window.Average);
    }

    private static decimal Next(Random random) =>
        new(
            random.Next(int.MinValue, int.MaxValue),
            random.Next(),
            random.Next(3) == 0 ? 0 : random.Next(),
            random.Next(2) == 0,
            (byte)random.Next(29)
        );

    private static BigInteger Units(decimal value)
    {
        var bits = decimal.GetBits(value);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        var units = magnitude * BigInteger.Pow(10, 28 - ((bits[3] >> 16) & 0xFF));
        return bits[3] < 0 ? -units : units;
    }

    private static void RequireClose(List<decimal> values, decimal actual)
    {
        // A decimal has 28 digits at least; the tolerance is one unit of the 28th, and no less than 10^-28.
        var exact = values.Aggregate(BigInteger.Zero, (sum, x) => sum + Units(x));
        var tolerance = BigInteger.Max(values.Count, BigInteger.Abs(exact) / (Unit / 10));
        Assert.True(BigInteger.Abs((Units(actual) * values.Count) - exact) <= tolerance, $"{actual} for {exact}/{values.Count}");
    }
}

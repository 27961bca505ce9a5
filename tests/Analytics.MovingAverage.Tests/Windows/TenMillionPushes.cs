using System.Numerics;
using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

public sealed class TenMillionPushes
{
    [Fact]
    public void Ten_million_lognormal_pushes_leave_no_drift()
    {
        const int Capacity = 1_440;
        var random = new Random(20);
        var window = new SimpleMovingAverage(Capacity);
        var all = new CumulativeAverage();
        var total = BigInteger.Zero;
        var block = new double[100_000];
        for (var round = 1; round <= 100; round++)
        {
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = LogNormal(random);
                window.Add(block[i]);
                all.Add(block[i]);
            }

            Assert.Equal(Rational.Mean(block[^Capacity..]), window.Average);
            if (round % 50 == 0)
            {
                Assert.Equal(round * 100_000L, all.Count);
            }

            if (round <= 10)
            {
                total += Rational.Sum(block);
                Assert.Equal(Rational.Round(total, round * block.Length, 1074), all.Average);
            }
        }
    }

    // exp(3 z) with a standard normal z by Box and Muller.
    private static double LogNormal(Random random) =>
        Math.Exp(3 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}

using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Sliding;

public sealed class OperationLaws
{
    [Fact]
    public void Minimum_is_a_monoid() => IsMonoid<double, Minimum<double>>(Samples);

    [Fact]
    public void Maximum_is_a_monoid() => IsMonoid<double, Maximum<double>>(Samples);

    [Fact]
    public void Extremes_are_a_monoid() => IsMonoid<Extremes, Extremes>([.. Samples.Select(Extremes.Of)]);

    [Fact]
    public void Sums_of_integers_are_a_group()
    {
        int[] samples = [0, 1, -1, 42, int.MaxValue, int.MinValue];
        IsMonoid<int, IntegerSum<int>>(samples);
        Assert.All(samples, a => Assert.Equal(0, IntegerSum<int>.Combine(IntegerSum<int>.Inverse(a), a)));
    }

    [Fact]
    public void The_identity_of_the_extremes_of_integers_is_their_extreme()
    {
        Assert.Equal((int.MaxValue, int.MinValue), (Minimum<int>.Identity, Maximum<int>.Identity));
        Assert.Equal((decimal.MaxValue, decimal.MinValue), (Minimum<decimal>.Identity, Maximum<decimal>.Identity));
    }

    [Fact]
    public void Sums_of_doubles_have_an_identity()
    {
        Assert.Equal(3, FloatingSum<double>.Combine(FloatingSum<double>.Identity, 3));
        Assert.Equal(5, FloatingSum<double>.Combine(2, 3));
    }

    [Fact]
    public void Moments_of_any_two_parts_are_those_of_the_whole()
    {
        var values = Doubles.Stream("Ordinary", 1, 60);
        for (var cut = 0; cut <= values.Length; cut++)
        {
            var moments = Moments.Combine(Of(values[..cut]), Of(values[cut..]));
            Assert.Equal(60, moments.Count);
            Assert.Equal(Rational.Mean(values), moments.Mean, 9);
            Assert.Equal(1, moments.Variance / Rational.Variance(values, 60), 12);
        }
    }

    private static double[] Samples => [0, 1, -1, 5e-324, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    private static Moments Of(double[] values) => values.Select(Moments.Of).Aggregate(Moments.Identity, Moments.Combine);

    private static void IsMonoid<T, TMonoid>(T[] samples)
        where TMonoid : IMonoid<T>
    {
        foreach (var a in samples)
        {
            Assert.Equal(a, TMonoid.Combine(TMonoid.Identity, a));
            Assert.Equal(a, TMonoid.Combine(a, TMonoid.Identity));
            foreach (var b in samples)
            {
                foreach (var c in samples)
                {
                    Assert.Equal(TMonoid.Combine(a, TMonoid.Combine(b, c)), TMonoid.Combine(TMonoid.Combine(a, b), c));
                }
            }
        }
    }
}

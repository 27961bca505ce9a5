using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests;

public sealed class CumulativeAverageLaws
{
    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Everything_is_exact_and_rounded_once(string kind)
    {
        var values = Doubles.Stream(kind, 1, 700);
        var average = new CumulativeAverage();
        average.AddRange(values);
        Assert.Equal(Rational.Mean(values), average.Average);
        Assert.Equal(Rational.Round(Rational.Sum(values), 1, 1074), average.Sum);
        Assert.Equal(Rational.Variance(values, 700), average.Variance);
        Assert.Equal(Rational.Variance(values, 699), average.SampleVariance);
        Assert.Equal((values.Min(), values.Max()), (average.Minimum, average.Maximum));
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Merging_in_any_order_and_grouping_gives_the_same_bytes(string kind)
    {
        var values = Doubles.Stream(kind, 2, 300);
        var whole = Of(values);
        for (var cut = 0; cut <= 300; cut += 50)
        {
            var (left, right) = (Of(values[..cut]), Of(values[cut..]));
            right.Merge(left);
            Assert.Equal(Saved.Bytes(whole), Saved.Bytes(right));
        }

        Array.Reverse(values);
        Assert.Equal(Saved.Bytes(whole), Saved.Bytes(Of(values)));
    }

    [Fact]
    public void Ten_thousand_merges_do_not_lose_a_carry()
    {
        var (average, one) = (new CumulativeAverage(), Of([double.MaxValue, -1, 0.1]));
        for (var i = 0; i < 10_000; i++)
        {
            average.Merge(one);
        }

        Assert.Equal(one.Average, average.Average);
        Assert.Equal(one.Variance, average.Variance);
    }

    [Fact]
    public void Billions_of_values_are_counted_by_merging()
    {
        var average = Of([1, 2, 4]);
        var expected = average.Variance;
        for (var i = 0; i < 40; i++)
        {
            average.Merge(average);
        }

        Assert.Equal(3L << 40, average.Count);
        Assert.Equal(7 / 3.0, average.Average);
        Assert.Equal(expected, average.Variance, 15);
    }

    [Fact]
    public void Nothing_has_no_average_and_a_NaN_stays()
    {
        var average = new CumulativeAverage();
        Assert.False(average.TryGetAverage(out _));
        Assert.Equal((double.NaN, double.NaN, double.NaN), (average.Average, average.Minimum, average.Maximum));
        average.AddRange([double.NaN, 1]);
        Assert.True(average.TryGetAverage(out _));
        Assert.Equal((double.NaN, double.NaN), (average.Average, average.Variance));
        average.Clear();
        average.Add(2);
        Assert.Equal((1, 2, 0, 0), (average.Count, average.Average, average.StandardDeviation, average.Variance));
        Assert.Equal(double.NaN, average.SampleStandardDeviation);
    }

    private static CumulativeAverage Of(double[] values)
    {
        var average = new CumulativeAverage();
        average.AddRange(values);
        return average;
    }
}

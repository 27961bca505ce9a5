using Analytics.MovingAverages.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace Analytics.MovingAverages.Tests.Exact;

public sealed class ExactSumLaws
{
    [Fact]
    public void The_sum_of_any_doubles_is_rounded_once() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), values => Matches([.. values.Select(x => x.Get)]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Quotients_are_rounded_once_whatever_the_divisor(string kind)
    {
        var sum = new ExactSum();
        var values = Doubles.Stream(kind, 1, 50);
        sum.AddRange(values);
        foreach (var divisor in (long[])[1, 2, 3, 7, 1 << 20, uint.MaxValue, 1L << 32, (1L << 32) + 1, 999_999_999_999, long.MaxValue])
        {
            Assert.Equal(Rational.Round(Rational.Sum(values), divisor, 1074), sum.DivideBy(divisor));
        }
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Subtracting_what_was_added_restores_the_bytes(string kind)
    {
        var sum = new ExactSum();
        sum.AddRange([0.1, -7]);
        var before = Saved.Bytes(sum.Save);
        var values = Doubles.Stream(kind, 1, 3_000);
        sum.AddRange(values);
        sum.SubtractRange(values);
        Assert.Equal(before, Saved.Bytes(sum.Save));
    }

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Adding_and_subtracting_sums_is_exact(string kind)
    {
        var (left, right) = (new ExactSum(), new ExactSum());
        var values = Doubles.Stream(kind, 1, 600);
        left.AddRange(values.AsSpan(0, 200));
        right.AddRange(values.AsSpan(200));
        left.Add(right);
        Assert.Equal(Rational.Round(Rational.Sum(values), 1, 1074), left.Value);
        left.Subtract(right);
        Assert.Equal(Rational.Round(Rational.Sum(values[..200]), 1, 1074), left.Value);
    }

    [Fact]
    public void A_sum_can_be_added_to_and_taken_from_itself()
    {
        var sum = new ExactSum();
        sum.AddRange([1e300, -3, 1e-300]);
        var once = sum.DivideBy(1);
        sum.Add(sum);
        Assert.Equal(2 * once, sum.Value);
        sum.Subtract(sum);
        Assert.Equal(0, sum.Value);
    }

    [Fact]
    public void Replacing_is_subtracting_and_adding()
    {
        var sum = new ExactSum();
        double[] values = [1, double.NaN, 1e300, double.NegativeInfinity, 0, 5e-324, -2];
        foreach (var leaving in values)
        {
            foreach (var entering in values)
            {
                sum.Clear();
                sum.Add(leaving);
                sum.Replace(leaving, entering);
                Assert.Equal(entering, sum.Value);
                Assert.Equal(double.IsFinite(entering), sum.IsFinite);
            }
        }
    }

    [Fact]
    public void Values_that_are_not_finite_decide_while_they_are_in_the_sum()
    {
        var sum = new ExactSum();
        sum.Add(double.PositiveInfinity);
        Assert.Equal(double.PositiveInfinity, sum.Value);
        sum.Add(double.NegativeInfinity);
        Assert.Equal(double.NaN, sum.Value);
        sum.Subtract(double.PositiveInfinity);
        Assert.Equal(double.NegativeInfinity, sum.Value);
        sum.Subtract(double.NegativeInfinity);
        Assert.Equal(0, sum.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_divisor_below_one_is_refused(long divisor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactSum().DivideBy(divisor));

    [Theory]
    [InlineData(1.0, 1.1102230246251565e-16, 1.0)] // halfway between 1 and its successor: to even
    [InlineData(1.0000000000000002, 1.1102230246251565e-16, 1.0000000000000004)] // halfway: to even, upwards
    [InlineData(1.0, 1.1102230246251568e-16, 1.0000000000000002)] // a little more than halfway
    [InlineData(1.7976931348623157e308, 9.9792015476735990e291, double.PositiveInfinity)] // halfway to 2^1024
    [InlineData(1.7976931348623157e308, 9.979201547673597e291, double.MaxValue)]
    [InlineData(2.2250738585072014e-308, -4.94065645841247e-324, 2.225073858507201e-308)] // into the subnormals
    public void Ties_go_to_even(double left, double right, double expected)
    {
        var sum = new ExactSum();
        sum.AddRange([left, right]);
        Assert.Equal(expected, sum.Value);
        sum.Clear();
        sum.AddRange([-left, -right]);
        Assert.Equal(-expected, sum.Value);
    }

    private static bool Matches(double[] values)
    {
        var sum = new ExactSum();
        sum.AddRange(values);
        return sum.Value == Rational.Round(Rational.Sum(values), 1, 1074);
    }
}

using System.Numerics;

namespace Analytics.MovingAverages.Tests.Sliding;

public sealed class InvertibleSlidingWindowLaws
{
    [Fact]
    public void A_sum_that_wraps_around_wraps_back()
    {
        var window = new InvertibleSlidingWindow<int, IntegerSum<int>>(2);
        window.AddRange([int.MaxValue, int.MaxValue]);
        window.Add(3);
        window.Add(4);
        Assert.Equal(7, window.Aggregate);
    }

    [Fact]
    public void A_group_that_does_not_commute_keeps_the_order_of_the_elements()
    {
        Permutation[] all = [new(0, 1, 2), new(0, 2, 1), new(1, 0, 2), new(1, 2, 0), new(2, 0, 1), new(2, 1, 0)];
        var random = new Random(1);
        var window = new InvertibleSlidingWindow<Permutation, Permutation>(5);
        for (var i = 0; i < 1_000; i++)
        {
            window.Add(all[random.Next(6)]);
            Assert.Equal(window.Aggregate(Permutation.Identity, Permutation.Combine), window.Aggregate);
        }
    }

    [Fact]
    public void Integers_without_bound_are_summed_too()
    {
        var window = new InvertibleSlidingWindow<BigInteger, IntegerSum<BigInteger>>(2);
        window.AddRange([BigInteger.Pow(10, 50), 1, 2]);
        Assert.Equal(3, window.Aggregate);
    }

    [Fact]
    public void A_cleared_window_has_the_identity()
    {
        var window = new InvertibleSlidingWindow<long, IntegerSum<long>>(2);
        window.AddRange([1, 2, 3]);
        window.Clear();
        Assert.Equal((0, 0), (window.Count, window.Aggregate));
    }

    [Theory]
    [InlineData(typeof(FloatingSum<double>))]
    [InlineData(typeof(Minimum<double>))]
    [InlineData(typeof(Maximum<double>))]
    public void Subtracting_what_leaves_is_refused_where_it_is_not_exact(Type operation) =>
        Assert.Throws<ArgumentException>(() => typeof(InvertibleSlidingWindow<,>).MakeGenericType(typeof(double), operation));

    [Fact]
    public void Subtracting_what_leaves_is_allowed_where_it_is_exact() =>
        Assert.NotNull(typeof(InvertibleSlidingWindow<,>).MakeGenericType(typeof(long), typeof(IntegerSum<long>)));
}

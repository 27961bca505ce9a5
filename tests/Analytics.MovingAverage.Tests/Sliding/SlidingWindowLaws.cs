using FsCheck;
using FsCheck.Fluent;

namespace Analytics.MovingAverages.Tests.Sliding;

public sealed class SlidingWindowLaws
{
    [Fact]
    public void The_aggregate_is_that_of_the_elements_in_order_after_any_additions_and_removals() =>
        Prop.ForAll<bool[]>(ArbMap.Default.ArbFor<bool[]>(), Follows)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(200));

    [Fact]
    public void The_aggregate_is_right_at_every_capacity_and_fill()
    {
        for (var capacity = 1; capacity <= 40; capacity++)
        {
            var window = new SlidingWindow<string, Concatenation>(capacity);
            for (var i = 0; i < 5 * capacity; i++)
            {
                window.Add(Letter(i));
                var expected = string.Concat(Enumerable.Range(0, i + 1).TakeLast(capacity).Select(Letter));
                Assert.Equal(expected, window.Aggregate);
            }
        }
    }

    [Fact]
    public void No_step_combines_more_often_than_promised()
    {
        var random = new Random(1);
        var window = new SlidingWindow<long, CountingSum>(1_000);
        for (var i = 0; i < 100_000; i++)
        {
            var full = window.Count == window.Capacity;
            CountingSum.TakeCalls();
            window.Add(i);
            Assert.InRange(CountingSum.TakeCalls(), 0, full ? 5 : 3);
            _ = window.Aggregate;
            Assert.InRange(CountingSum.TakeCalls(), 0, 1);
            if (random.Next(3) == 0)
            {
                window.RemoveOldest();
                Assert.InRange(CountingSum.TakeCalls(), 0, 2);
            }
        }
    }

    [Fact]
    public void An_empty_window_has_the_identity_and_nothing_to_remove()
    {
        var window = new SlidingWindow<string, Concatenation>(3);
        Assert.Equal("", window.Aggregate);
        Assert.Throws<InvalidOperationException>(window.RemoveOldest);
        window.Add("a");
        window.Add("b");
        window.Clear();
        Assert.Equal((0, ""), (window.Count, window.Aggregate));
        window.Add("c");
        Assert.Equal("c", window.Aggregate);
    }

    [Fact]
    public void A_capacity_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindow<string, Concatenation>(0));

    private static string Letter(int i) => ((char)('!' + (i % 90))).ToString();

    private static bool Follows(bool[] additions)
    {
        var window = new SlidingWindow<string, Concatenation>(25);
        var expected = "";
        for (var i = 0; i < additions.Length; i++)
        {
            if (additions[i] || expected.Length == 0)
            {
                window.Add(Letter(i));
                expected = (expected + Letter(i))[Math.Max(0, expected.Length - 24)..];
            }
            else
            {
                window.RemoveOldest();
                expected = expected[1..];
            }

            if (window.Aggregate != expected || window.Count != expected.Length)
            {
                return false;
            }
        }

        return true;
    }
}

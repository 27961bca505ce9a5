using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Visitors;

public sealed class VisitorSharesTests
{
    private const long Day = 86_400_000;
    private const long Now = (20_000 * Day) + 5_000;

    [Fact]
    public void The_events_of_a_visitor_beyond_the_limit_are_stored_under_further_ids()
    {
        var shares = new VisitorShares(10);

        ulong[] ids = [.. Enumerable.Range(0, 35).Select(_ => shares.Take(77, Now, Now))];

        Assert.Equal([10, 10, 10, 5], ids.GroupBy(id => id).Select(group => group.Count()));
        Assert.Equal(77UL, ids[0]);
        Assert.All(ids, id => Assert.Equal(VisitorIds.WithoutShare(77), VisitorIds.WithoutShare(id)));
        Assert.All(ids, id => Assert.Equal(77UL & 1, id & 1));
    }

    [Fact]
    public void Any_number_of_ids_spread_over_segments_and_samples()
    {
        foreach (var count in (int[])[2, 8, 64, 1024])
        {
            var prefixes = Enumerable
                .Range(0, count)
                .Select(share => VisitorIds.WithShare(0x1234_5678_9abc_def0, share) / (ulong.MaxValue / (ulong)count));

            Assert.Equal(count, prefixes.Distinct().Count());
        }
    }

    [Fact]
    public void Each_day_of_a_visitor_is_counted_by_itself()
    {
        var shares = new VisitorShares(4);

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(5UL, shares.Take(5, Now, Now)));
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(5UL, shares.Take(5, Now - Day, Now)));
        Assert.NotEqual(5UL, shares.Take(5, Now, Now));
        Assert.NotEqual(5UL, shares.Take(5, Now - Day, Now));
    }

    [Fact]
    public void Counts_begin_again_when_another_day_begins()
    {
        var shares = new VisitorShares(2);
        for (var i = 0; i < 3; i++)
        {
            shares.Take(5, Now, Now);
        }

        Assert.Equal(5UL, shares.Take(5, Now, Now + Day));
    }

    [Fact]
    public void Visitors_with_few_events_keep_their_id_beside_any_number_of_others()
    {
        var (shares, others) = (new VisitorShares(8), 0);
        for (var round = 0; round < 3; round++)
        {
            for (var visitor = 1UL; visitor <= 300_000; visitor++)
            {
                others += shares.Take(visitor << 8, Now, Now) == visitor << 8 ? 0 : 1;
            }
        }

        Assert.Equal(0, others);
    }

    [Fact]
    public void No_more_than_some_visitors_are_counted_one_by_one()
    {
        var shares = new VisitorShares(4);
        for (var visitor = 1UL; visitor <= 70_000; visitor++)
        {
            for (var i = 0; i < 4; i++)
            {
                shares.Take(visitor << 8, Now, Now);
            }
        }

        Assert.NotEqual(1UL << 8, shares.Take(1UL << 8, Now, Now));
        Assert.Equal(70_000UL << 8, shares.Take(70_000UL << 8, Now, Now));
    }
}

using Analytics.Core.Live;
using Analytics.Core.Partitioning;

namespace Analytics.Core.Tests.Live;

public sealed class HistoryWritesTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 10, 30, 0, TimeSpan.Zero);
    private static readonly ulong Site = Partitioner.SiteHash("shop.example");
    private readonly HistoryWrites _history = new();

    [Fact]
    public void Events_of_many_days_of_a_site_are_history()
    {
        AddDays(Site, 2, HistoryWrites.ManyDays, Now);
        Assert.Empty(_history.Buckets());

        AddDays(Site, 2 + HistoryWrites.ManyDays, 1, Now);

        Assert.Equal([Partitioner.BucketOf(Site)], _history.Buckets());
    }

    [Fact]
    public void Further_events_of_the_hour_are_history_after_a_reset_too()
    {
        AddDays(Site, 2, 1 + HistoryWrites.ManyDays, Now);
        _history.Reset(Partitioner.BucketOf(Site));
        Assert.Empty(_history.Buckets());

        AddDays(Site, 2, 1, Now);

        Assert.Equal([Partitioner.BucketOf(Site)], _history.Buckets());
    }

    [Fact]
    public void The_same_days_again_are_no_more_days()
    {
        for (var i = 0; i < 3; i++)
        {
            AddDays(Site, 2, HistoryWrites.ManyDays, Now);
        }

        Assert.Empty(_history.Buckets());
    }

    [Fact]
    public void Today_and_yesterday_are_no_history()
    {
        AddDays(Site, 0, 2, Now);
        AddDays(Site, 2, HistoryWrites.ManyDays, Now);

        Assert.Empty(_history.Buckets());
    }

    [Fact]
    public void Late_events_of_different_sites_are_no_history()
    {
        for (var site = 0; site < 20; site++)
        {
            AddDays(Site + (ulong)site, 2, HistoryWrites.ManyDays, Now);
        }

        Assert.Empty(_history.Buckets());
    }

    [Fact]
    public void Days_of_another_hour_are_not_added_up()
    {
        AddDays(Site, 2, HistoryWrites.ManyDays, Now);
        AddDays(Site, 2 + HistoryWrites.ManyDays, HistoryWrites.ManyDays, Now.AddHours(1));

        Assert.Empty(_history.Buckets());
    }

    private void AddDays(ulong site, int first, int count, DateTimeOffset at)
    {
        for (var day = first; day < first + count; day++)
        {
            _history.Add(site, Now.AddDays(-day).AddMinutes(-30).ToUnixTimeSeconds(), at);
        }
    }
}

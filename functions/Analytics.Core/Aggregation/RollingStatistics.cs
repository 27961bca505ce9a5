using System.Collections.Concurrent;
using Analytics.Core.Periods;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Rolling averages of every site with events in the last hour, updated by the aggregators as they commit. Thread-safe.
/// </summary>
public sealed class RollingStatistics : ILiveStatistics
{
    private readonly ConcurrentDictionary<string, SiteStatistics> _sites;
    private long _lastSweepMinute;

    /// <summary>Creates averages without any site.</summary>
    /// <param name="clock">The clock whose current minute is the open one.</param>
    public RollingStatistics(TimeProvider clock)
        : this(clock, StringComparer.Ordinal) { }

    /// <summary>Does the same as the public constructor, with a comparer that lets a test pause a lookup.</summary>
    internal RollingStatistics(TimeProvider clock, IEqualityComparer<string> comparer)
    {
        Clock = clock;
        _sites = new(comparer);
    }

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>The clock whose current minute is the open one.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Adds a batch's events of one site and hour.</summary>
    /// <param name="site">The site.</param>
    /// <param name="totals">Totals by minute of the hour.</param>
    /// <param name="revenues">Revenue by minute of the hour.</param>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="values">The <c>value</c> fields of the events, in log order.</param>
    internal void Add(string site, Totals totals, RevenueTotals revenues, long hour, IReadOnlyList<double> values)
    {
        var minute = Clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        Sweep(minute);
        if (hour + RollupPeriod.Hour < (minute - SiteStatistics.Minutes) * 60 && values.Count == 0)
        {
            return;
        }

        while (true)
        {
            var statistics = _sites.GetOrAdd(site, static _ => new SiteStatistics());
            lock (statistics)
            {
                // A sweep may have removed the site since the lookup; an addition to the removed object would be lost.
                if (!statistics.IsForgotten)
                {
                    Add(statistics, minute, totals, revenues, hour, values);
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (!_sites.TryGetValue(site, out var statistics))
        {
            return ValueTask.FromResult<LiveStatistics?>(new SiteStatistics().Read(now));
        }

        lock (statistics)
        {
            statistics.Advance(now.ToUnixTimeSeconds() / 60);
            return ValueTask.FromResult<LiveStatistics?>(statistics.Read(now));
        }
    }

    /// <inheritdoc/>
    public void Forget(string site)
    {
        if (_sites.TryRemove(site, out var statistics))
        {
            lock (statistics)
            {
                statistics.IsForgotten = true;
            }
        }
    }

    private static void Add(
        SiteStatistics statistics,
        long minute,
        Totals totals,
        RevenueTotals revenues,
        long hour,
        IReadOnlyList<double> values
    )
    {
        statistics.Advance(minute);
        foreach (var (slot, counts) in totals.Slots)
        {
            statistics.Add((hour / 60) + slot, counts[TotalsMetric.Events], counts[TotalsMetric.Pageviews]);
        }

        foreach (var revenue in revenues.All)
        {
            statistics.AddRevenue((hour / 60) + revenue.Slot, revenue.Currency, revenue.AmountMicros);
        }

        foreach (var value in values)
        {
            statistics.AddValue(value);
        }
    }

    /// <summary>Once a minute, forgets the sites without any event for an hour.</summary>
    private void Sweep(long minute)
    {
        if (Interlocked.Exchange(ref _lastSweepMinute, minute) == minute)
        {
            return;
        }

        foreach (var (site, statistics) in _sites)
        {
            lock (statistics)
            {
                if (statistics.IsIdle(minute))
                {
                    statistics.IsForgotten = true;
                    _sites.TryRemove(new(site, statistics));
                }
            }
        }
    }
}

using System.Collections.Concurrent;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// Asks for the days of questions that counted days could have answered: those built by an earlier release, restored from a backup, or
/// counted in a time zone that the site had before. Each day is asked for at most once an hour and process. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
internal sealed class CountDemand(ITableStore tables, TimeProvider clock)
{
    private const int MaxDays = 1000;
    private const int MaxSites = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Asked> _asked = new(StringComparer.Ordinal);

    /// <summary>Asks for the days of a request, if they are large enough to be counted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">The first second of its range that lacks them, Unix time.</param>
    /// <param name="events">Number of events in its range.</param>
    /// <param name="minEvents">Number of events of a day that is worth counting.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async ValueTask AddAsync(ScanRequest request, long from, long events, long minEvents, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // A day depends on the one after it, too, which must be over.
        var end = Math.Min(RollupPeriod.DayNumber(request.To - 1) + 1, RollupPeriod.DayNumber(now.ToUnixTimeSeconds()) - 1);
        var first = Math.Max(RollupPeriod.DayNumber(from), end - MaxDays);
        if (end <= first || events / (end - first) < minEvents)
        {
            return;
        }

        Asked? asked = _asked.TryGetValue(request.Site, out var before) && now - before.At < Pause ? before : null;
        if (asked is { } known && first >= known.First && end <= known.End)
        {
            return;
        }

        if (_asked.Count >= MaxSites)
        {
            _asked.Clear();
        }

        // Of ranges that are apart the last one is known.
        var isApart = asked is not { } hull || first > hull.End || end < hull.First;
        asked = isApart ? null : asked;
        var days = new List<RollupPeriod>();
        for (var day = first; day < end; day++)
        {
            if (asked is not { } some || day < some.First || day >= some.End)
            {
                days.Add(new(RollupTier.Day, day * RollupPeriod.Day));
            }
        }

        try
        {
            await StaleNote.WriteAsync(tables, StaleNote.Count, request.Site, days, now, cancellationToken);
            _asked[request.Site] = new(Math.Min(first, asked?.First ?? first), Math.Max(end, asked?.End ?? end), asked?.At ?? now);
        }
        catch (IOException)
        {
            // The question is answered without; another one asks again.
        }
    }

    /// <summary>The days of a site that were asked for.</summary>
    /// <param name="First">The number of the first day.</param>
    /// <param name="End">The end of the numbers, exclusive.</param>
    /// <param name="At">The time of the first question that asked.</param>
    private readonly record struct Asked(long First, long End, DateTimeOffset At);
}

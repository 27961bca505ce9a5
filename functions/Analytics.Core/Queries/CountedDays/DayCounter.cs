using System.Collections.Concurrent;
using Analytics.Core.DeadLetters;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// Counts the closed days of large sites once, in the background, so that questions without a filter read a few counts in place of all
/// events. Each day is counted by the scans that answer questions, in the site's time zone. Safe to run in several processes. Thread-safe.
/// </summary>
/// <remarks>
/// A day is counted when the UTC day after it is built, and again when its rows, or those of the month before it, have changed: at the
/// earliest <see cref="Pause"/> after it was counted, because late events come one after the other. Until then its rows are scanned.
/// </remarks>
/// <param name="scanner">Counts days.</param>
/// <param name="tables">The tables.</param>
/// <param name="sites">Finds sites with their time zones.</param>
/// <param name="clock">The clock.</param>
/// <param name="memory">
/// The memory of questions; counting may take a quarter as much beside it, so that no question is refused for it.
/// </param>
/// <param name="lease">The lease that the processes share; null for a single process.</param>
public sealed class DayCounter(
    RollupScanner scanner,
    ITableStore tables,
    ISiteDirectory sites,
    TimeProvider clock,
    QuestionMemory memory,
    TableLease? lease = null
)
{
    /// <summary>Time after which a day is counted again if its rows have changed.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromHours(6);

    /// <summary>Number of events that are read for a day, at most.</summary>
    private const long MaxEvents = ScanBudget.DefaultEvents;

    /// <summary>Number of days before the noted ones that are counted with them, unless they are.</summary>
    private const int DaysBefore = 7;

    private const int MaxNotes = 10_000;
    private const int MaxDaysTogether = 31;
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private readonly QuestionMemory _memory = new(memory.Bytes / 4);
    private readonly DeadLetterTable _letters = new(tables, clock);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);

    /// <summary>Counts the days that are due.</summary>
    /// <returns>Number of days counted.</returns>
    /// <exception cref="IOException">The storage does not answer now; try again later.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var days = 0;
        if (lease is null)
        {
            return await CountAsync(cancellationToken);
        }

        await lease.TryRunAsync(async token => days = await CountAsync(token), cancellationToken);
        return days;
    }

    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var notes = new List<StaleNote>();
        var now = clock.GetUtcNow();
        var due = StaleNote.ReadAsync(tables, StaleNote.Count, RollupTier.Day, now.AddDays(-1), cancellationToken);
        await foreach (var note in due)
        {
            if (!_notBefore.TryGetValue(note.Site, out var time) || time <= now)
            {
                notes.Add(note);
                if (notes.Count == MaxNotes)
                {
                    break;
                }
            }
        }

        var counted = 0;
        foreach (var ofSite in notes.GroupBy(static note => note.Site, StringComparer.Ordinal))
        {
            _notBefore.TryRemove(ofSite.Key, out _);
            counted += await CountOrSetAsideAsync(ofSite.Key, [.. ofSite], now, cancellationToken);
        }

        return counted;
    }

    private async Task<int> CountOrSetAsideAsync(
        string site,
        List<StaleNote> notes,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (counted, again) = await CountAsync(site, notes, now, cancellationToken);
            if (again is { } time)
            {
                _notBefore[site] = time;
                return counted;
            }

            await DeleteAsync(notes, cancellationToken);
            return counted;
        }
        catch (QuestionMemoryException)
        {
            _notBefore[site] = now + Retry;
            return 0;
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            await _letters.SetAsideAsync(
                new(DeadLetterStage.RollUp, site, null, notes[0].Period.RowKey, DeadLetterReason.Of(exception), default),
                cancellationToken
            );
            await DeleteAsync(notes, cancellationToken);
            return 0;
        }
    }

    private async Task DeleteAsync(List<StaleNote> notes, CancellationToken cancellationToken)
    {
        foreach (var note in notes)
        {
            await note.DeleteAsync(tables, cancellationToken);
        }
    }

    /// <summary>Counts the days of a site that are not counted with their present rows.</summary>
    /// <returns>Number of days counted, and when to try again what could not be counted yet.</returns>
    private async Task<(int Counted, DateTimeOffset? Again)> CountAsync(
        string id,
        List<StaleNote> notes,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var table = new CountedDayTable(tables, id);
        if (await sites.FindByIdAsync(id, cancellationToken) is not { } site)
        {
            await table.DeleteAsync(0, CountedDayKeys.Latest, cancellationToken);
            return (0, null);
        }

        var zone = ZoneTimeline.Of(site.Site);
        var last = zone.DayAt(notes.Max(note => note.Period.End) - 1);

        // Days with few events, which nobody notes, are between the others.
        var first = zone.DayAt(notes.Min(note => note.Period.Start)).AddDays(-DaysBefore);
        var (from, to) = (
            zone.StartOf(LocalDays.Before(zone, first, ReturnCounts.Longest)),
            zone.StartOf(last.AddDays(ReturnCounts.Longest + 1))
        );
        var stored = (await table.ReadAsync(from, to, cancellationToken)).ToDictionary(row => row.Day.Start, row => row.Day);

        // Visitors of the days after a changed one may have been there on it.
        var candidates = Enumerable
            .Range(0, last.DayNumber - first.DayNumber + 1 + ReturnCounts.Longest)
            .Select(first.AddDays)
            .Select(day => (Date: day, Start: zone.StartOf(day), End: zone.StartOf(day.AddDays(1))))
            .Where(day => day.Start < day.End && (day.Date <= last || stored.ContainsKey(day.Start)))
            .Where(day => LocalDays.EndSourceOf(day.End) * RollupPeriod.Day <= now.ToUnixTimeSeconds())
            .Select(day => new DayToCount(day.Date, day.Start, day.End, FirstSourceOf(zone, day.Date)))
            .ToList();
        if (candidates.Count == 0)
        {
            return (0, null);
        }

        var sources = await scanner.DaysAsync(site, candidates[0].FirstSource, candidates[^1].EndSource, cancellationToken);
        var due = new List<DayToCount>();
        DateTimeOffset? again = null;
        foreach (var day in candidates.Where(day => !IsCurrent(day, zone, stored, sources)))
        {
            if (!IsLarge(day, sources, scanner.CountedFrom))
            {
                // What is stored may name pages of events that are erased.
                await (
                    stored.ContainsKey(day.Start) ? table.DeleteAsync(day.Start, day.Start + 1, cancellationToken) : Task.CompletedTask
                );
            }
            else if (!day.SourceNumbers.All(number => sources[number].Identity is not null))
            {
                again = Earlier(again, now + Retry);
            }
            else if (
                stored.TryGetValue(day.Start, out var before)
                && DateTimeOffset.FromUnixTimeSeconds(before.CountedAt) + Pause is var time
                && time > now
            )
            {
                again = Earlier(again, time);
            }
            else
            {
                due.Add(day);
            }
        }

        var counted = 0;
        foreach (var some in Together(due))
        {
            var run = new CountRun(scanner, tables, site, zone, _memory);
            var monthBefore = some[0].Start - (ReturnCounts.Longest * RollupPeriod.Day);
            var expectsLasting = stored.Values.Any(day => day.HasLastingVisitors && day.Start < some[0].Start && day.Start >= monthBefore);
            if (await run.CountAsync(some, expectsLasting, sources, now, cancellationToken) is not { } days)
            {
                return (counted, Earlier(again, now + Retry));
            }

            counted += days;
            again = days < some.Count ? Earlier(again, now + Pause) : again;
        }

        return (counted, again);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? time, DateTimeOffset other) => time is { } one && one < other ? one : other;

    private static long FirstSourceOf(ZoneTimeline zone, DateOnly day) =>
        LocalDays.FirstSourceOf(zone.StartOf(LocalDays.Before(zone, day, ReturnCounts.Longest)));

    /// <summary>Returns true if a site is so large in a month up to a day that this is worth counting, and not too large.</summary>
    private static bool IsLarge(DayToCount day, IReadOnlyDictionary<long, SourceDay> sources, long minEvents)
    {
        var days = day.SourceNumbers.Select(number => sources[number]).ToList();
        return days.SkipLast(1).Max(static source => source.Events) >= minEvents
            && days.Sum(static source => source.Events) <= MaxEvents
            && !days.Exists(static source => source.IsUncountable);
    }

    private static bool IsCurrent(
        DayToCount day,
        ZoneTimeline zone,
        Dictionary<long, CountedDay> stored,
        IReadOnlyDictionary<long, SourceDay> sources
    ) =>
        stored.TryGetValue(day.Start, out var counted)
        && (counted.Zone, counted.End) == (zone.Id, day.End)
        && counted.IsCurrent(day.FirstSource, sources);

    /// <summary>Divides days into those that are counted together: consecutive ones, since they share the days before them.</summary>
    private static IEnumerable<List<DayToCount>> Together(List<DayToCount> days)
    {
        for (var (first, end) = (0, 0); first < days.Count; first = end)
        {
            for (end = first + 1; end < days.Count && days[end].Start == days[end - 1].End; )
            {
                end++;
            }

            // Of about equal sizes, so that none is too small to be worth it.
            var (count, runs) = (end - first, (end - first + MaxDaysTogether - 1) / MaxDaysTogether);
            for (var run = 0; run < runs; run++)
            {
                yield return days.GetRange(first + (count * run / runs), (count * (run + 1) / runs) - (count * run / runs));
            }
        }
    }
}

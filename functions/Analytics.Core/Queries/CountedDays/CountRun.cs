using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>Counts consecutive days of a site by all dimensions, and writes them. Used once.</summary>
/// <remarks>
/// Where visitors have lasting ids, the month before must be read with the days, so a week is counted at a time, and only days for which
/// hardly any events come late. Other visitors are not there on several days, unless at midnight.
/// </remarks>
/// <param name="scanner">Counts days.</param>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
/// <param name="zone">Its time zone.</param>
/// <param name="memory">The memory of what counting finds.</param>
internal sealed class CountRun(RollupScanner scanner, ITableStore tables, SiteEntry site, ZoneTimeline zone, QuestionMemory memory)
{
    /// <summary>Groups of a dimension in the days that are counted together, at most; a dimension with more is not kept.</summary>
    private const int MaxGroups = 250_000;

    /// <summary>Days that are counted together at least, where visitors have lasting ids.</summary>
    private const int FewestLastingDays = 7;

    /// <summary>Time after which hardly any events of a day come: clients may send events that are 72 hours old.</summary>
    private const long LateSeconds = 96 * 3600;

    /// <summary>Time for which a day waits for others to be counted with.</summary>
    private const long WaitSeconds = 7 * 86_400;

    /// <summary>Counts the days that are worth it.</summary>
    /// <param name="days">The days.</param>
    /// <param name="expectsLasting">True if visitors are likely to have lasting ids, as those of the days before have.</param>
    /// <param name="sources">The rows that they depend on, by the number of the UTC day.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Number of days counted; null if their rows changed meanwhile.</returns>
    public async ValueTask<int?> CountAsync(
        List<DayToCount> days,
        bool expectsLasting,
        IReadOnlyDictionary<long, SourceDay> sources,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // A daily id is on two days at most, those of its visit's midnight.
        var before = 1;
        if (expectsLasting && OldOf(days, now).Count == 0)
        {
            return 0;
        }

        var counted = await ScanAsync(RequestOf(days, before, null), MaxGroups, cancellationToken);
        if (counted is { MayHaveLastingVisitors: true })
        {
            before = ReturnCounts.Longest;
            days = OldOf(days, now);
            counted = days.Count == 0 ? null : await ScanAsync(RequestOf(days, before, null), MaxGroups, cancellationToken);
        }

        if (counted is null)
        {
            return 0;
        }

        var totals = GroupsOf(counted, days, before);
        var parts = days.ConvertAll(_ => new List<TablePart>());
        foreach (var dimension in CountedDimensions.All)
        {
            if (await GroupsOfAsync(days, before, dimension, totals, cancellationToken) is { } groups)
            {
                for (var i = 0; i < days.Count; i++)
                {
                    parts[i].Add(new(CountedDimensions.PartOf(dimension), CountedDayCodec.Encode(groups[i])));
                }
            }
        }

        return await WriteAsync(days, before, parts, sources, now, cancellationToken) ? days.Count : null;
    }

    private async ValueTask<bool> WriteAsync(
        List<DayToCount> days,
        int before,
        List<List<TablePart>> parts,
        IReadOnlyDictionary<long, SourceDay> sources,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (!await IsUnchangedAsync(days, sources, cancellationToken))
        {
            return false;
        }

        var (table, isUnchanged) = (new CountedDayTable(tables, site.Site.Id), false);
        try
        {
            for (var i = 0; i < days.Count; i++)
            {
                var day = days[i];
                var firstSource = before == 1 ? LocalDays.FirstSourceOf(day.Start) : day.FirstSource;
                var identities = day
                    .SourceNumbers.Where(number => number >= firstSource)
                    .Select(number => sources[number].Identity!.Value);
                await table.WriteAsync(
                    new(zone.Id, day.Start, day.End, now.ToUnixTimeSeconds(), firstSource, [.. identities]),
                    parts[i],
                    cancellationToken
                );
            }

            isUnchanged = await IsUnchangedAsync(days, sources, cancellationToken);
            return isUnchanged;
        }
        finally
        {
            // Events may have been erased that these counts name the pages of.
            if (!isUnchanged)
            {
                await table.DeleteAsync(days[0].Start, days[^1].End, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Returns the days that are counted where visitors have lasting ids: as many as are worth it, and fewer if no more have come in a
    /// week.
    /// </summary>
    private static List<DayToCount> OldOf(List<DayToCount> days, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        var old = days.FindAll(day => day.End + LateSeconds <= second);
        return old.Count >= FewestLastingDays || old.Exists(day => day.End + LateSeconds + WaitSeconds <= second) ? old : [];
    }

    private async ValueTask<bool> IsUnchangedAsync(
        List<DayToCount> days,
        IReadOnlyDictionary<long, SourceDay> sources,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = (days[0].FirstSource, days[^1].EndSource);
        var present = await scanner.DaysAsync(site, first, end, cancellationToken);
        for (var number = first; number < end; number++)
        {
            if (present[number].Identity != sources[number].Identity)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the groups of each day by a dimension; those of the totals if all visits have the same value.</summary>
    private async ValueTask<List<CountedGroup>[]?> GroupsOfAsync(
        List<DayToCount> days,
        int before,
        ScanDimension? dimension,
        List<CountedGroup>[] totals,
        CancellationToken cancellationToken
    ) =>
        dimension is not { } of ? totals
        : of.IsOfVisit && await OnlyValueAsync(days, before, of, cancellationToken) is { } value
            ? Array.ConvertAll(totals, groups => groups.ConvertAll(group => group with { Value = value }))
        : await GroupsAsync(days, before, of, cancellationToken);

    /// <summary>Returns the value that all visits have, also those of the days before; null if there are several.</summary>
    private async ValueTask<string?> OnlyValueAsync(
        List<DayToCount> days,
        int before,
        ScanDimension dimension,
        CancellationToken cancellationToken
    )
    {
        var from = zone.StartOf(LocalDays.Before(zone, days[0].Date, before));
        var request = new ScanRequest(site.Site.Id, from, days[^1].End, [from], false, [dimension], null, ScanNeeds.Events)
        {
            TellsReturns = true,
        };
        return await ScanAsync(request, maxGroups: 1, cancellationToken) is { Groups: [var only] } ? only.Values[0] : null;
    }

    /// <summary>Counts days by a dimension.</summary>
    /// <param name="days">The days.</param>
    /// <param name="before">Number of days before, on which visitors may have been there.</param>
    /// <param name="dimension">The dimension; null for the totals.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The groups of each day; null if they are too many to keep.</returns>
    private async ValueTask<List<CountedGroup>[]?> GroupsAsync(
        List<DayToCount> days,
        int before,
        ScanDimension? dimension,
        CancellationToken cancellationToken
    ) =>
        await ScanAsync(RequestOf(days, before, dimension), MaxGroups, cancellationToken) is { } counted
            ? GroupsOf(counted, days, before)
            : null;

    /// <summary>Returns the request for days, and those before, by a dimension.</summary>
    private ScanRequest RequestOf(List<DayToCount> days, int before, ScanDimension? dimension)
    {
        List<long> starts = [];
        for (var date = LocalDays.Before(zone, days[0].Date, before); date <= days[^1].Date; date = date.AddDays(1))
        {
            if (LocalDays.Exists(zone, date))
            {
                starts.Add(zone.StartOf(date));
            }
        }

        return new(
            site.Site.Id,
            starts[0],
            days[^1].End,
            starts,
            BucketsSplitVisits: false,
            dimension is { } of ? [of] : [],
            Filter: null,
            CountedDimensions.NeedsOf(dimension)
        )
        {
            TellsReturns = true,
        };
    }

    /// <summary>Returns the groups of each day, without those of the days before.</summary>
    private static List<CountedGroup>[] GroupsOf(ScanResult result, List<DayToCount> days, int before)
    {
        var groups = days.Select(static _ => new List<CountedGroup>()).ToArray();
        foreach (var group in result.Groups.Where(group => group.Bucket >= before))
        {
            groups[group.Bucket - before].Add(GroupOf(group));
        }

        return groups;
    }

    /// <returns>The answer; null if it has more groups.</returns>
    private async ValueTask<ScanResult?> ScanAsync(ScanRequest request, int maxGroups, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new QueryLimits
            {
                Events = long.MaxValue,
                Groups = maxGroups,
                Memory = memory,
            };
            return await ScanBudget.AskAsync(
                limits,
                fraction: null,
                budget => scanner.ScanAsync(request with { Budget = budget }, cancellationToken)
            );
        }
        catch (QueryException)
        {
            return null;
        }
    }

    private static CountedGroup GroupOf(ScanGroup group)
    {
        var counts = default(GroupCounts);
        for (var counter = ScanCounter.Visitors; counter <= ScanCounter.VisitSeconds; counter++)
        {
            counts[counter] = (long)group[counter];
        }

        var returns = new List<(int, int)>();
        for (var buckets = 1; buckets < group.Returns.Length; buckets++)
        {
            if (group.Returns.Span[buckets] is > 0 and var visitors)
            {
                returns.Add((buckets, visitors));
            }
        }

        return new(group.Values is [{ } value] ? value : string.Empty, counts, returns);
    }
}

using Analytics.Core.Periods;
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
/// <param name="memory">The memory that it shares with questions.</param>
internal sealed class CountRun(RollupScanner scanner, ITableStore tables, SiteEntry site, ZoneTimeline zone, QuestionMemory memory)
{
    /// <summary>Groups of a dimension in the days that are counted together, at most; a dimension with more is not kept.</summary>
    private const int MaxGroups = 250_000;

    /// <summary>Days that are counted together at least, where visitors have lasting ids.</summary>
    private const int FewestLastingDays = 7;

    /// <summary>Time after which hardly any events of a day come: clients may send events that are 72 hours old.</summary>
    private const long LateSeconds = 96 * 3600;

    /// <summary>Counts the days that are worth it.</summary>
    /// <param name="days">The days.</param>
    /// <param name="sources">The rows that they depend on, by the number of the UTC day.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Number of days counted; null if their rows changed meanwhile.</returns>
    public async ValueTask<int?> CountAsync(
        List<DayToCount> days,
        IReadOnlyDictionary<long, SourceDay> sources,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // A daily id is on two days at most, those of its visit's midnight.
        var (lasting, before) = (new LastingVisitors(), 1);
        var totals = await GroupsAsync(days, before, null, lasting, cancellationToken);
        if (lasting.Any)
        {
            before = ReturnCounts.Longest;
            days = days.FindAll(day => day.End + LateSeconds <= now.ToUnixTimeSeconds());
            totals = days.Count < FewestLastingDays ? null : await GroupsAsync(days, before, null, lasting: null, cancellationToken);
        }

        if (totals is null)
        {
            return 0;
        }

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

        var table = new CountedDayTable(tables, site.Site.Id);
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var firstSource = before == 1 ? RollupPeriod.DayNumber(day.Start) - 1 : day.FirstSource;
            var identities = day.SourceNumbers.Where(number => number >= firstSource).Select(number => sources[number].Identity!.Value);
            await table.WriteAsync(
                new(day.Start, day.End, now.ToUnixTimeSeconds(), firstSource, [.. identities]),
                parts[i],
                cancellationToken
            );
        }

        if (await IsUnchangedAsync(days, sources, cancellationToken))
        {
            return true;
        }

        // Events may have been erased that these counts name the pages of.
        await table.DeleteAsync(days[0].Start, days[^1].End, cancellationToken);
        return false;
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

    /// <summary>Returns the groups of each day by a dimension; those of the totals if all events have the same value.</summary>
    private async ValueTask<List<CountedGroup>[]?> GroupsOfAsync(
        List<DayToCount> days,
        int before,
        ScanDimension? dimension,
        List<CountedGroup>[] totals,
        CancellationToken cancellationToken
    ) =>
        dimension is not { } of ? totals
        : await OnlyValueAsync(days, of, cancellationToken) is { } value
            ? Array.ConvertAll(totals, groups => groups.ConvertAll(group => group with { Value = value }))
        : await GroupsAsync(days, before, of, lasting: null, cancellationToken);

    /// <summary>Returns the value that all visits have; null if there are several, or a dimension is likely to have several.</summary>
    private async ValueTask<string?> OnlyValueAsync(List<DayToCount> days, ScanDimension dimension, CancellationToken cancellationToken)
    {
        if (!dimension.IsOfVisit)
        {
            return null;
        }

        var result = await scanner.ScanAsync(
            new(
                site.Site.Id,
                zone.StartOf(days[0].Date.AddDays(-1)),
                days[^1].End,
                [zone.StartOf(days[0].Date.AddDays(-1))],
                BucketsSplitVisits: false,
                [dimension],
                Filter: null,
                ScanNeeds.Events
            )
            {
                TellsReturns = true,
            },
            cancellationToken
        );
        return result.Groups is [var only] ? only.Values[0] : null;
    }

    /// <summary>Counts days by a dimension.</summary>
    /// <param name="days">The days.</param>
    /// <param name="before">Number of days before, on which visitors may have been there.</param>
    /// <param name="dimension">The dimension; null for the totals.</param>
    /// <param name="lasting">Is told whether any of the visitors has a lasting id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The groups of each day; null if they are too many to keep.</returns>
    private async ValueTask<List<CountedGroup>[]?> GroupsAsync(
        List<DayToCount> days,
        int before,
        ScanDimension? dimension,
        LastingVisitors? lasting,
        CancellationToken cancellationToken
    )
    {
        List<long> starts = [];
        for (var date = days[0].Date.AddDays(-before); date <= days[^1].Date; date = date.AddDays(1))
        {
            if (zone.StartOf(date) < zone.StartOf(date.AddDays(1)))
            {
                starts.Add(zone.StartOf(date));
            }
        }

        try
        {
            var limits = new QueryLimits
            {
                Events = long.MaxValue,
                Groups = MaxGroups,
                Memory = memory,
            };
            var result = await ScanBudget.AskAsync(
                limits,
                fraction: null,
                budget =>
                    scanner.ScanAsync(
                        new(
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
                            Lasting = lasting,
                            Budget = budget,
                        },
                        cancellationToken
                    )
            );
            var groups = days.Select(static _ => new List<CountedGroup>()).ToArray();
            var first = starts.Count - days.Count;
            foreach (var group in result.Groups.Where(group => group.Bucket >= first))
            {
                groups[group.Bucket - first].Add(GroupOf(group));
            }

            return groups;
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

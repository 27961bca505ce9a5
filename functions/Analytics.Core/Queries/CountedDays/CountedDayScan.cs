using Analytics.Core.Caching;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// Answers scans without a filter from the counts of whole days, of which no row of an event is read, and scans of the time before and
/// after them. Visitors of several days are those of each day who were not there on an earlier day of the same time bucket. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// visitors of a page    day 1: 10    day 2: 8, of whom 3 after 1 day    day 3: 9, of whom 2 after 1 day and 1 after 2 days
/// days 1 to 3           10 + (8 - 3) + (9 - 2 - 1) = 21
/// days 2 to 3           8 + (9 - 2) = 15
/// </code>
/// Counts are used only while all rows that they depend on, within the range and a day around it, are those that were counted.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="answers">Caches what was added up.</param>
internal sealed class CountedDayScan(ITableStore tables, WeightedCache<RememberedScan> answers)
{
    private readonly SingleFlight<ScanResult?> _flights = new();

    /// <summary>Returns true if whole days may answer a request.</summary>
    public static bool MayAnswer(ScanRequest request) =>
        request is { Filter: null, Revenue: null, BucketsSplitVisits: false, TellsReturns: false, TellsVisitorsApart: false }
        && request.Sample.IsAll
        && request.Marks.Count == 0
        && request.Dimensions.Count <= 1
        && CountedDimensions.All.Contains(DimensionOf(request))
        && (request.Needs & ~CountedDimensions.NeedsOf(DimensionOf(request))) == 0;

    /// <summary>Chooses the counted days that answer a part of a request. Used in the site's turn.</summary>
    /// <param name="request">A request that <see cref="MayAnswer"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="read">The sources of its range.</param>
    /// <param name="days">The other rows that counts depend on.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The days, null if there are none; then the first second that lacks them, Unix time.</returns>
    public async ValueTask<(CountedStretch? Stretch, long MissingFrom)> ChooseAsync(
        ScanRequest request,
        Site site,
        IReadOnlyList<ScanSource> read,
        SourceDays days,
        CancellationToken cancellationToken
    )
    {
        if (days.AllGrow(request.From, request.To))
        {
            return (null, request.To);
        }

        var counted = await new CountedDayTable(tables, request.Site).ReadAsync(request.From, request.To, cancellationToken);
        if (counted.Count == 0)
        {
            return (null, request.From);
        }

        days.Add(read, request.From, request.To);
        var sources = await days.ReadAsync(LocalDays.FirstSourceOf(request.From), LocalDays.EndSourceOf(request.To), cancellationToken);
        return new StretchChoice(request, ZoneTimeline.Of(site), sources).Of(counted);
    }

    /// <summary>Adds up counted days and what is before and after them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stretch">Its days.</param>
    /// <param name="scan">Answers requests for the rest.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// The answer; null if the dimension of a day is not kept or damaged, or visitors may be there before and after the days.
    /// </returns>
    /// <exception cref="ReplacedRollupException">A day has been counted again; choose again.</exception>
    public async ValueTask<ScanResult?> AnswerAsync(
        ScanRequest request,
        CountedStretch stretch,
        Func<ScanRequest, ValueTask<ScanResult>> scan,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(request, stretch, cancellationToken) is not { } counted)
        {
            return null;
        }

        if (stretch.IsAllOf(request))
        {
            return counted;
        }

        using var sum = new ScanSum(request.Budget);
        sum.Add(counted);
        if (stretch.Before(request) is { } before)
        {
            var scanned = await scan(before);
            if (stretch.IsOfDailyIds && scanned.MayHaveLastingVisitors)
            {
                return null;
            }

            sum.Add(scanned);
        }

        if (stretch.After(request) is var (after, bucket))
        {
            sum.Add(await scan(after), bucket);
        }

        return sum.Result;
    }

    private static ScanDimension? DimensionOf(ScanRequest request) => request.Dimensions.Count == 0 ? null : request.Dimensions[0];

    /// <summary>Returns the counts of days, which depend on nothing but their rows.</summary>
    private async ValueTask<ScanResult?> ReadAsync(ScanRequest request, CountedStretch stretch, CancellationToken cancellationToken)
    {
        var rows = RowsIdentity.Of(stretch.Days.Select(static day => day.ETag));
        var key = $"{ScanShape.Of(request)}\ncounted {stretch.Start} {stretch.End} {rows}";
        return answers.TryGet(key, out var remembered)
            ? remembered.Result
            : await _flights.RunAsync(
                key,
                async token =>
                {
                    var result = await SumAsync(request, stretch, token);
                    if (result is not null)
                    {
                        answers.Replace(key, new(result, []), result.Weight);
                    }

                    return result;
                },
                cancellationToken
            );
    }

    private async ValueTask<ScanResult?> SumAsync(ScanRequest request, CountedStretch stretch, CancellationToken cancellationToken)
    {
        var part = CountedDimensions.PartOf(DimensionOf(request));
        var (from, to) = (stretch.Days[0].Day.Start, stretch.Days[^1].Day.End);
        var parts = await new CountedDayTable(tables, request.Site).ReadPartsAsync(part, from, to, cancellationToken);
        if (stretch.Days.Any(day => !parts.ContainsKey(day.Day.Start)))
        {
            return null;
        }

        if (stretch.Days.FirstOrDefault(day => parts[day.Day.Start].ETag != day.ETag) is { Day: { } replaced })
        {
            throw new ReplacedRollupException(CountedDayKeys.Of(replaced.Start), request.Site);
        }

        using var memory = request.Budget?.Memory.BeginPart();
        var groups = new List<ScanGroup>();
        foreach (var bucket in stretch.Days.GroupBy(static day => day.Bucket))
        {
            if (SumOf(request, stretch, bucket, parts) is not { } sums)
            {
                return null;
            }

            groups.AddRange(sums.Values);
            request.Budget?.RequireGroups(groups.Count);
            memory?.Take(sums.Values.Sum(static group => group.Weight));
        }

        return new(groups, 1, ScanNeeds.All, groups.Sum(static group => group[ScanCounter.Visitors]))
        {
            MayHaveLastingVisitors = stretch.Days.Any(static day => day.Day.HasLastingVisitors),
        };
    }

    /// <summary>Adds up the days of a time bucket, by value.</summary>
    /// <returns>Null if the part of a day is damaged.</returns>
    private static Dictionary<string, ScanGroup>? SumOf(
        ScanRequest request,
        CountedStretch stretch,
        IGrouping<int, StretchDay> days,
        Dictionary<long, (string ETag, ReadOnlyMemory<byte> Part)> parts
    )
    {
        var sums = new Dictionary<string, ScanGroup>(StringComparer.Ordinal);
        try
        {
            foreach (var day in days)
            {
                var isScanned = day.Day.Start >= stretch.End;
                CountedDayCodec.Read(
                    parts[day.Day.Start].Part.Span,
                    day.DaysBefore,
                    (string value, in GroupCounts counts, int returned) =>
                    {
                        if (!isScanned || returned > 0)
                        {
                            Add(value, isScanned ? default : counts, returned);
                        }
                    }
                );
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return sums;

        void Add(string value, in GroupCounts counts, int returned)
        {
            if (!sums.TryGetValue(value, out var sum))
            {
                sums[value] = sum = ScanGroup.EmptyAt(days.Key, request.Dimensions.Count == 0 ? [] : [value]);
            }

            for (var counter = ScanCounter.Visitors; counter <= ScanCounter.VisitSeconds; counter++)
            {
                sum[counter] += counts[counter];
            }

            sum[ScanCounter.Visitors] -= returned;
        }
    }
}

using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// Answers scans without a filter from the counts of whole days, of which no row of an event is read. Visitors of several days are those
/// of each day who were not there on an earlier day of the same time bucket. Thread-safe.
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
internal sealed class CountedDayScan(ITableStore tables)
{
    /// <summary>Returns true if whole days may answer a request.</summary>
    public static bool MayAnswer(ScanRequest request) =>
        request is { Filter: null, Revenue: null, BucketsSplitVisits: false, TellsReturns: false, TellsVisitorsApart: false }
        && request.Sample.IsAll
        && request.Marks.Count == 0
        && request.Dimensions.Count <= 1
        && CountedDimensions.All.Contains(DimensionOf(request))
        && (request.Needs & ~CountedDimensions.NeedsOf(DimensionOf(request))) == 0;

    /// <summary>Reads the counts of the first time buckets of a request, as many as are counted.</summary>
    /// <param name="request">A request that <see cref="MayAnswer"/>.</param>
    /// <param name="read">The sources of its range.</param>
    /// <param name="reader">Reads the other rows that counts depend on.</param>
    /// <param name="open">The site's growing rows.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<CountedBuckets> ReadAsync(
        ScanRequest request,
        IReadOnlyList<ScanSource> read,
        SourceReader reader,
        OpenSite open,
        CancellationToken cancellationToken
    )
    {
        var days = new SourceDays(reader, open);
        days.Add(read, request.From, request.To);
        var firstEnd = request.BucketStarts.Count > 1 ? request.BucketStarts[1] : request.To;
        if (days.AnyGrows(LocalDays.FirstSourceOf(request.From), LocalDays.EndSourceOf(firstEnd)))
        {
            return CountedBuckets.None;
        }

        var table = new CountedDayTable(tables, request.Site);
        var counted = await table.ReadAsync(request.From, request.To, cancellationToken);
        if (counted.Count == 0)
        {
            return CountedBuckets.None;
        }

        // Before the rows beside are compared: if one is built anew meanwhile, the answer is not kept for the new one.
        var edges = read.Any(static source => source.Open is not null) ? [] : await BesideAsync(read, reader, cancellationToken);
        var sources = await days.ReadAsync(LocalDays.FirstSourceOf(request.From), LocalDays.EndSourceOf(request.To), cancellationToken);
        var buckets = BucketsOf(request, counted, sources);
        if (buckets.Count == 0)
        {
            return CountedBuckets.None;
        }

        var part = CountedDimensions.PartOf(DimensionOf(request));
        var parts = await table.ReadPartsAsync(part, request.From, request.To, cancellationToken);
        using var memory = request.Budget?.Memory.BeginPart();
        return GroupsOf(request, buckets, parts, memory) is { } groups
            ? new(buckets.Count, groups) { Edges = edges }
            : CountedBuckets.None;
    }

    /// <summary>Returns the UTC days beside closed sources, on which counts depend too.</summary>
    private static async ValueTask<IReadOnlyList<EdgeBeside>> BesideAsync(
        IReadOnlyList<ScanSource> sources,
        SourceReader reader,
        CancellationToken cancellationToken
    )
    {
        var (start, end) = (
            RollupPeriod.Of(RollupTier.Day, sources[0].Start).Start,
            RollupPeriod.Of(RollupTier.Day, sources[^1].End - 1).End
        );
        return
        [
            new(start, IsBack: true, (await reader.ReadBesideAsync(start, isBack: true, cancellationToken)).Identity),
            new(end, IsBack: false, (await reader.ReadBesideAsync(end, isBack: false, cancellationToken)).Identity),
        ];
    }

    private static ScanDimension? DimensionOf(ScanRequest request) => request.Dimensions.Count == 0 ? null : request.Dimensions[0];

    /// <summary>Returns the days of the first time buckets all of whose days are counted as their rows are now, or have no rows.</summary>
    private static List<List<DayOfBucket>> BucketsOf(
        ScanRequest request,
        List<(CountedDay Day, string ETag)> counted,
        IReadOnlyDictionary<long, SourceDay> sources
    )
    {
        var buckets = new List<List<DayOfBucket>>();
        var next = 0;
        for (var bucket = 0; bucket < request.BucketStarts.Count; bucket++)
        {
            var start = request.BucketStarts[bucket];
            var end = bucket + 1 < request.BucketStarts.Count ? request.BucketStarts[bucket + 1] : request.To;
            var days = new List<DayOfBucket>();
            var at = start;
            ZoneTimeline? zone = null;
            for (; next < counted.Count && counted[next].Day.Start < end; next++)
            {
                var (day, etag) = counted[next];

                // Days of a former time zone of the site are in between.
                if (day.Start < at || !HasNothing(at, day.Start, sources) || (zone is not null && day.Zone != zone.Id))
                {
                    continue;
                }

                zone ??= ZoneTimeline.Of(day.Zone);
                var before = LocalDays.Between(zone, start, day.Start);
                if (
                    day.End > end
                    || (request.Needs.HasFlag(ScanNeeds.Visitors) && day.HasLastingVisitors && before > ReturnCounts.Longest)
                    || !day.IsCurrent(LocalDays.FirstSourceOf(request.Needs.HasFlag(ScanNeeds.Visitors) ? start : day.Start), sources)
                )
                {
                    return buckets;
                }

                days.Add(new(day.Start, etag, before));
                at = day.End;
            }

            if (!HasNothing(at, end, sources))
            {
                return buckets;
            }

            buckets.Add(days);
        }

        return buckets;
    }

    /// <summary>Returns true if no UTC day with a second of a range has rows; also for an empty range.</summary>
    private static bool HasNothing(long from, long to, IReadOnlyDictionary<long, SourceDay> sources)
    {
        for (var number = RollupPeriod.DayNumber(from); from < to && number <= RollupPeriod.DayNumber(to - 1); number++)
        {
            if (sources[number].Identity != SourceDay.Nothing)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>The groups; null if the dimension of a day is not kept, or damaged.</returns>
    /// <exception cref="ReplacedRollupException">A day was counted anew meanwhile; choose again.</exception>
    private static List<ScanGroup>? GroupsOf(
        ScanRequest request,
        List<List<DayOfBucket>> buckets,
        Dictionary<long, (string ETag, ReadOnlyMemory<byte> Part)> parts,
        HeldMemory? memory
    )
    {
        var days = buckets.SelectMany(static days => days).ToList();
        if (days.Exists(day => parts.TryGetValue(day.Start, out var part) && part.ETag != day.ETag))
        {
            throw new ReplacedRollupException(CountedDayKeys.Of(days[0].Start), request.Site);
        }

        var groups = new List<ScanGroup>();
        for (var bucket = 0; bucket < buckets.Count; bucket++)
        {
            if (Sum(request, bucket, buckets[bucket], parts) is not { } sums)
            {
                return null;
            }

            groups.AddRange(sums.Values);
            request.Budget?.RequireGroups(groups.Count);
            memory?.Take(sums.Values.Sum(static group => group.Weight));
        }

        return groups;
    }

    /// <summary>Adds up the days of a time bucket, by value.</summary>
    /// <returns>Null if a day does not have the part, or it is damaged.</returns>
    private static Dictionary<string, ScanGroup>? Sum(
        ScanRequest request,
        int bucket,
        List<DayOfBucket> days,
        Dictionary<long, (string ETag, ReadOnlyMemory<byte> Part)> parts
    )
    {
        var sums = new Dictionary<string, ScanGroup>(StringComparer.Ordinal);
        foreach (var day in days)
        {
            if (!parts.TryGetValue(day.Start, out var part))
            {
                return null;
            }

            try
            {
                CountedDayCodec.Read(part.Part.Span, day.DaysBefore, Add);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        return sums;

        void Add(string value, in GroupCounts counts)
        {
            if (!sums.TryGetValue(value, out var sum))
            {
                sums[value] = sum = ScanGroup.EmptyAt(bucket, request.Dimensions.Count == 0 ? [] : [value]);
            }

            for (var counter = ScanCounter.Visitors; counter <= ScanCounter.VisitSeconds; counter++)
            {
                sum[counter] += counts[counter];
            }
        }
    }

    /// <summary>A counted day of a time bucket.</summary>
    /// <param name="Start">Its first second, Unix time.</param>
    /// <param name="ETag">The ETag of its row.</param>
    /// <param name="DaysBefore">Number of days of the bucket before it.</param>
    private readonly record struct DayOfBucket(long Start, string ETag, int DaysBefore);
}

using System.Collections.Concurrent;
using System.Numerics;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Builds a period of its parts: in one row where it is small, else segment by segment, with one segment in memory at a time. Merging
/// takes as many threads as there are processors, however many periods are built at once. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// a day of 400,000 events, 262,144 a segment    →   2 segments, of 1 bit
/// segment 0    the visitors 0… of all hours     →   p|d|2026-11-21|1000|4fc1…|0000
/// segment 1    the visitors 1… of all hours     →   p|d|2026-11-21|1001|90b2…|0000
/// then the day's row, with counts, totals, inclusion and the names of both
/// </code>
/// </remarks>
/// <param name="options">Bounds.</param>
internal sealed class PeriodBuilder(RollupOptions options)
{
    /// <summary>Bytes of a body that stays in its row.</summary>
    public const int MaxInPlace = TableLimits.MaxTransactionBytes - (96 * 1024);

    // Of the segments that a number of bits makes, more than half are filled on average, and not all.
    private const double FilledShare = 0.75;

    // Long texts that repeat take this part of their bytes at best.
    private const int MostCompressed = 128;

    private readonly SemaphoreSlim _turns = new(Environment.ProcessorCount);

    // The one used last first, so that one is enough for whoever merges one after the other.
    private readonly ConcurrentStack<Worker> _free = new();

    /// <summary>Builds a period.</summary>
    /// <param name="period">The period.</param>
    /// <param name="sources">Its parts, in any order; one whose messages are all included in another of the same period is left
    /// out.</param>
    /// <param name="complete">Completes the sums of the parts, of which it knows what they include.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp to drop.</param>
    /// <param name="sink">Takes the segments.</param>
    /// <param name="cancellationToken">Cancels between segments.</param>
    public async ValueTask<BuiltPeriod> BuildAsync(
        RollupPeriod period,
        IReadOnlyList<IPartSource> sources,
        Func<PartSums, PartSums> complete,
        UntimedIds untimed,
        ISegmentSink sink,
        CancellationToken cancellationToken
    )
    {
        var kept = Distinct(sources);
        var limit = options.EventsOfRow(period.Tier);
        if (period.Tier != RollupTier.Month && kept.Sum(source => EventsFilledBy(source, limit)) > limit)
        {
            return await BuildSegmentsAsync(period, kept, BitsFor(period, kept), complete, untimed, sink, cancellationToken);
        }

        var sums = SumsOf(period, kept, complete);
        var keysUpTo = period.Tier switch
        {
            RollupTier.Hour => int.MaxValue,
            RollupTier.Day => options.EventsOfSmallDay > 0 ? options.EventsOfSmallDay : -1,
            _ => 0,
        };
        var (rollup, encoded) = await MergeAsync(
            period,
            kept,
            new()
            {
                Untimed = untimed,
                Sums = sums,
                KeysUpTo = keysUpTo,
            },
            // Of an hour in one row, all columns are read in any case.
            summarise: period.Tier != RollupTier.Hour,
            cancellationToken
        );
        if (encoded.Body.Length <= MaxInPlace)
        {
            return new(rollup, encoded);
        }

        encoded = new RollupEncoder().Encode(rollup, compress: true, summarise: true);
        var segment = EncodedSegment.Of(0, rollup, encoded, EdgesOf(rollup)) with { SmallBytes = options.SmallColumnBytes };
        await sink.WriteAsync(period, 0, segment, cancellationToken);
        return Manifest(period, sums, new(0, [segment.Entry]));
    }

    private static List<IPartSource> Distinct(IReadOnlyList<IPartSource> sources)
    {
        var kept = DistinctParts.Choose([.. sources.Select(source => source.Head)]).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. sources.Where(source => kept.Contains(source.Head))];
    }

    private async ValueTask<BuiltPeriod> BuildSegmentsAsync(
        RollupPeriod period,
        List<IPartSource> sources,
        int bits,
        Func<PartSums, PartSums> complete,
        UntimedIds untimed,
        ISegmentSink sink,
        CancellationToken cancellationToken
    )
    {
        // Of different hours no two events have the same id and timestamp, and what came without one is decided already. In a single
        // segment all ids meet.
        var winners =
            period.Tier == RollupTier.Hour && bits > 0
                ? await KeyWinners.FindAsync(sources, untimed, options.KeysTogether, cancellationToken)
                : MergeRules.Default.Winners;
        var sums = SumsOf(period, sources, complete);
        var entries = new List<SegmentEntry>();
        for (var prefix = 0; prefix < 1 << bits; prefix++)
        {
            var rules = new MergeRules
            {
                Visitors = VisitorRange.OfPrefix(bits, prefix),
                Untimed = untimed,
                Winners = winners,
                KeysUpTo = period.Tier == RollupTier.Hour ? int.MaxValue : 0,
                Sums = PartSums.None(sums.LogicVersion),
            };
            var (rollup, encoded) = await MergeAsync(period, sources, rules, summarise: true, cancellationToken);
            sums.Totals.AddAll(rollup.Totals, period, period);
            if (rollup.VisitorCount > 0)
            {
                var segment = EncodedSegment.Of(prefix, rollup, encoded, EdgesOf(rollup)) with { SmallBytes = options.SmallColumnBytes };
                await sink.WriteAsync(period, bits, segment, cancellationToken);
                entries.Add(segment.Entry);
            }
        }

        return Manifest(period, sums, new(bits, entries));
    }

    /// <summary>Bits of the prefixes that cut a period into segments.</summary>
    private int BitsFor(RollupPeriod period, List<IPartSource> sources)
    {
        long limit = options.SegmentEvents;
        var events = sources.Sum(source => EventsFilledBy(source, limit));

        // What a day is built of is compressed, as its segments are, each of which is to fit the parts of a row.
        var stored = period.Tier == RollupTier.Day ? sources.Sum(source => source.StoredBytes) : 0;
        events = Math.Max(events, (long)(stored / (double)EncodedSegment.MaxInParts * limit));
        return events <= limit ? 0 : Math.Min(SegmentList.MaxBits, BitOperations.Log2((ulong)(events - 1) / (ulong)limit) + 1);
    }

    /// <summary>
    /// Returns the events of a part, or as many as would fill the segments that its bytes need, of so many events each, if that is more.
    /// </summary>
    private long EventsFilledBy(IPartSource source, long eventsOfSegment)
    {
        long events = source.Head.EventCount;

        // Segments are compressed. Those of few events that are not tiny were made for the bytes that they have otherwise.
        var areMadeForBytes =
            events < ((long)options.SegmentEvents << source.Bits) / 4
            && source.StoredBytes > ((long)options.SegmentBytes << source.Bits) / MostCompressed;
        var segments =
            source.Bits == 0 ? source.StoredBytes / (double)options.SegmentBytes
            : areMadeForBytes ? FilledShare * (1 << source.Bits)
            : 0;
        return Math.Max(events, (long)(segments * eventsOfSegment));
    }

    /// <summary>The rows near the edges, so that joining visits across midnight reads no others.</summary>
    private static EncodedRollup EdgesOf(Rollup rows)
    {
        var near = PeriodEdges.Near(rows, rows.Period.Start, rows.Period.End);
        return new RollupEncoder().Encode(PeriodEdges.Extract(rows, near), compress: true);
    }

    private PartSums SumsOf(RollupPeriod period, List<IPartSource> sources, Func<PartSums, PartSums> complete) =>
        complete(PartSums.Add(period, sources.Select(source => source.Head), options.Logic.Version));

    private static BuiltPeriod Manifest(RollupPeriod period, PartSums sums, SegmentList segments)
    {
        var head = Rollup.OfSegments(period, sums, segments);
        return new(head, new RollupEncoder().Encode(head, compress: true));
    }

    private async ValueTask<(Rollup Rollup, EncodedRollup Encoded)> MergeAsync(
        RollupPeriod period,
        IReadOnlyList<IPartSource> sources,
        MergeRules rules,
        bool summarise,
        CancellationToken cancellationToken
    )
    {
        // What is in memory anyway needs no turn; what is read for a turn is not read before it.
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var parts = new List<IRollupPart>();
            foreach (var source in sources)
            {
                parts.AddRange(await source.LoadAsync(rules.Visitors, cancellationToken));
            }

            var worker = _free.TryPop(out var free) ? free : new Worker(options.Logic);
            try
            {
                return worker.Merge(period, parts, rules, summarise, cancellationToken);
            }
            finally
            {
                _free.Push(worker);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Keeps buffers as large as the largest segment it has merged. Not thread-safe.</summary>
    private sealed class Worker(RollupLogic logic)
    {
        private readonly RollupMerger _merger = new(logic);
        private readonly RollupEncoder _encoder = new();

        public (Rollup Rollup, EncodedRollup Encoded) Merge(
            RollupPeriod period,
            List<IRollupPart> parts,
            MergeRules rules,
            bool summarise,
            CancellationToken cancellationToken
        )
        {
            var merged = _merger.Merge(period, parts, rules, cancellationToken);
            return (merged, _encoder.Encode(merged, compress: true, summarise));
        }
    }
}

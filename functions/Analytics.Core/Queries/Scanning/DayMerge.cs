using System.Collections.Concurrent;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Merges what is rolled up of a day with live blocks: a large day in slices by visitor, several at a time, so that no more than their
/// rows are decoded. Used once.
/// </summary>
/// <remarks>
/// <code>
/// 32 slices (5 bits)        0  1  2  3  4  5  6  7  8 …
/// an hour of 64 segments    ↓↓ ↓↓ ↓↓ ↓↓ …                    two for each slice
/// an hour of 4 segments     └──────────┬─────────┘  └ …      one for eight slices, which is decoded once for all of these
/// </code>
/// </remarks>
/// <param name="rollups">The site's rollups.</param>
/// <param name="period">The day.</param>
/// <param name="stored">The rolled-up parts; rows that are not in segments are loaded.</param>
/// <param name="live">The live blocks that this lacks.</param>
/// <param name="untimed">Repetitions of ids without a timestamp, to be left out.</param>
/// <param name="limits">Sizes of days.</param>
/// <param name="laterTextBytes">Bytes of texts that are added later, as they are stored.</param>
internal sealed class DayMerge(
    SiteRollups rollups,
    RollupPeriod period,
    IReadOnlyList<StoredRollup> stored,
    IReadOnlyList<IRollupPart> live,
    UntimedIds untimed,
    OpenDayLimits limits,
    long laterTextBytes = 0
)
{
    private readonly List<StoredRollup> _segmented = [.. stored.Where(static row => row.Rollup.Segments is { Bits: > 0 })];

    // The one used last first, so that there are no more than threads.
    private readonly ConcurrentStack<RollupMerger> _mergers = new();

    // Rows that all slices read.
    private readonly List<IRollupPart> _together = [];
    private IReadOnlyList<IRollupPart> _blocks = [];
    private ulong _threshold;
    private int _bits;

    /// <summary>Merges the rows of the visitors with the lowest ids, of as many as a day keeps at most.</summary>
    /// <exception cref="ReplacedRollupException">A rollup was replaced meanwhile; choose again.</exception>
    public async ValueTask<MergedDay> MergeAsync(CancellationToken cancellationToken)
    {
        var events = stored.Sum(static row => (long)row.Rollup.EventCount) + live.Sum(static part => (long)part.EventCount);
        var textBytes = laterTextBytes + TextBytesOf(stored, live);
        _threshold = Math.Min(ThresholdOf(stored, limits), ThresholdOf(textBytes, limits));
        _bits = events > limits.SlicedFrom || textBytes > limits.SlicedFromTextBytes ? limits.SliceBits : 0;
        _blocks = _bits > 0 ? [.. live.Select(static part => part.CutByVisitors())] : live;
        await LoadTogetherAsync(cancellationToken);
        var slices = new Rollup[1 << _bits];
        await MergeAsync(slices, static _ => true, MergeRules.Default.Winners, cancellationToken);
        if (slices.Length == 1 || live.Count == 0)
        {
            // What is rolled up has each event once, and so has each slice.
            return new(slices, null);
        }

        var repeated = new HashSet<ulong>();
        var keys = KeySet.Of(slices, repeated);
        if (repeated.Count > 0)
        {
            var winners = KeyWinners.Of(slices.SelectMany(RepeatedOf));
            var losing = Array.ConvertAll(slices, slice => RepeatedOf(slice).Any(e => winners[e.Key] != e.Visitor));
            await MergeAsync(slices, i => losing[i], winners, cancellationToken);
        }

        return new(slices, keys);

        IEnumerable<KeyedEvent> RepeatedOf(Rollup slice) => RollupUnpacker.KeysOf(slice).Where(e => repeated.Contains(e.Key));
    }

    private static long TextBytesOf(IReadOnlyList<StoredRollup> stored, IReadOnlyList<IRollupPart> live) =>
        stored.Sum(static row =>
            row.Rollup.Segments is { } list
                ? list.Entries.Sum(static segment => OpenDayLimits.TextBytesOf(segment.Bytes, segment.Events))
                : OpenDayLimits.TextBytesOf(row.Rollup.Columns.StoredBytes, row.Rollup.EventCount)
        ) + live.Sum(static part => OpenDayLimits.TextBytesOf(part.StoredBytes, part.EventCount));

    /// <summary>Returns the id below which there are so many visitors that their texts take as much memory as a day may.</summary>
    private static ulong ThresholdOf(long textBytes, OpenDayLimits limits) =>
        textBytes > limits.MaxTextBytes ? (ulong)(limits.MaxTextBytes / (double)textBytes * ulong.MaxValue) : ulong.MaxValue;

    /// <summary>Returns the id below which there are as many visitors as a day keeps; it would leave out the others.</summary>
    private static ulong ThresholdOf(IReadOnlyList<StoredRollup> stored, OpenDayLimits limits)
    {
        var threshold = stored.Select(static row => row.Rollup.Threshold).DefaultIfEmpty(ulong.MaxValue).Min();
        var events = stored.Where(static row => row.Rollup.Segments is null).Sum(static row => (long)row.Rollup.EventCount);
        var byFirst = stored
            .SelectMany(static row =>
                row.Rollup.Segments is { } list ? list.Entries.Select(entry => (list.RangeOf(entry).First, entry.Events)) : []
            )
            .GroupBy(static segment => segment.First, static segment => (long)segment.Events);
        foreach (var segments in byFirst.OrderBy(static segments => segments.Key))
        {
            if (events > limits.Sampling.MaxEvents && segments.Key > 0)
            {
                return Math.Min(threshold, segments.Key);
            }

            events += segments.Sum();
        }

        return threshold;
    }

    /// <summary>Merges some slices, in units that share no segment.</summary>
    private async ValueTask MergeAsync(
        Rollup[] slices,
        Func<int, bool> isChosen,
        IReadOnlyDictionary<ulong, ulong> winners,
        CancellationToken cancellationToken
    )
    {
        var unitBits = _segmented.Select(static row => row.Rollup.Segments!.Bits).Append(_bits).Min();
        var slicesOfUnit = slices.Length >> unitBits;
        await Parallel.ForAsync(
            0,
            1 << unitBits,
            cancellationToken,
            async (unit, token) =>
            {
                var chosen = Enumerable.Range(unit * slicesOfUnit, slicesOfUnit).Where(isChosen).ToList();
                if (chosen.Count == 0)
                {
                    return;
                }

                var merger = _mergers.TryPop(out var free) ? free : new RollupMerger { KeepsDraft = true };
                var wide = await LoadAsync(row => row.Segments!.Bits < _bits, VisitorRange.OfPrefix(unitBits, unit), token);
                var decoded = wide.ConvertAll(static part => part.Row.PartOf(part.Rows.Decoded()));
                foreach (var slice in chosen)
                {
                    slices[slice] = await MergeAsync(merger, VisitorRange.OfPrefix(_bits, slice), decoded, winners, token);
                }

                _mergers.Push(merger);
            }
        );
    }

    private async ValueTask<Rollup> MergeAsync(
        RollupMerger merger,
        VisitorRange visitors,
        List<IRollupPart> wide,
        IReadOnlyDictionary<ulong, ulong> winners,
        CancellationToken cancellationToken
    )
    {
        List<IRollupPart> parts = [];
        if (visitors.First < _threshold)
        {
            var narrow = await LoadAsync(row => row.Segments!.Bits >= _bits, visitors, cancellationToken);

            // Blocks after what is rolled up: of repetitions that differ in nothing that is compared, the first counts.
            parts = [.. _together, .. wide, .. narrow.Select(static part => part.Row.PartOf(part.Rows)), .. _blocks];
        }

        return merger.Merge(
            period,
            parts,
            new()
            {
                Visitors = visitors,
                Threshold = _threshold,
                Untimed = untimed,
                Winners = winners,
                IsKept = true,
                SlotSeconds = DayTotals.SlotSeconds,
                Sums = PartSums.None(Rollup.CurrentLogicVersion),
            },
            cancellationToken
        );
    }

    private async ValueTask LoadTogetherAsync(CancellationToken cancellationToken)
    {
        foreach (var row in stored.Except(_segmented))
        {
            if (row.Rollup.Segments is null)
            {
                Add(row.Rollup);
            }

            foreach (var entry in row.Rollup.Segments?.Entries ?? [])
            {
                Add(await rollups.LoadSegmentAsync(row, entry, wanted: null, cancellationToken));
            }

            void Add(Rollup rows) => _together.Add(row.PartOf(_bits > 0 ? rows.Decoded() : rows));
        }
    }

    /// <summary>Loads the segments of some rollups that have any of some visitors.</summary>
    private async ValueTask<List<(StoredRollup Row, Rollup Rows)>> LoadAsync(
        Func<Rollup, bool> isWanted,
        VisitorRange visitors,
        CancellationToken cancellationToken
    )
    {
        var entries = _segmented
            .Where(row => isWanted(row.Rollup))
            .SelectMany(row => row.Rollup.Segments!.Entries.Select(entry => (Row: row, Entry: entry)))
            .Where(segment =>
                segment.Row.Rollup.Segments!.RangeOf(segment.Entry) is var range && range.Overlaps(visitors) && range.First < _threshold
            );
        var loaded = new List<(StoredRollup Row, Rollup Rows)>();
        foreach (var some in entries.Chunk(StorageReads.Ahead))
        {
            loaded.AddRange(
                await Task.WhenAll(
                    some.Select(async segment =>
                        (segment.Row, await rollups.LoadSegmentAsync(segment.Row, segment.Entry, wanted: null, cancellationToken))
                    )
                )
            );
        }

        return loaded;
    }
}

using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Builds hour rollups from replayed blocks. A new row has exactly the messages of the row it replaces, or those up to the job's end if
/// these are more: the job began by rolling everything up, so no live block below its end remains that a row could lack. So a reader of
/// rows and live blocks counts every message once, before and after. Thread-safe.
/// </summary>
internal sealed class HourComposer(RollupOptions options, IReadOnlyList<long> end)
{
    private readonly PeriodBuilder _builder = new(options);

    /// <summary>Composes an hour from its row and blocks; null if there is neither.</summary>
    public async ValueTask<HourDraft?> ComposeAsync(
        RollupPeriod period,
        StoredHour? stored,
        IEnumerable<IRollupPart> blocks,
        UntimedIds untimed,
        SegmentMemory memory,
        CancellationToken cancellationToken
    )
    {
        var cut = new Dictionary<int, long>();
        for (var partition = 0; partition < end.Count; partition++)
        {
            cut[partition] = Cut(stored, partition);
        }

        List<IPartSource> parts =
        [
            .. blocks.Where(block => block.Period == period && IsIncluded(block, cut)).Select(block => new LoadedPart(block)),
        ];
        if (stored is null && parts.Count == 0)
        {
            return null;
        }

        var built = await _builder.BuildAsync(
            period,
            parts,
            sums => sums with { Included = sums.Included.Union(stored?.Rollup.Included ?? Inclusion.None).UpTo(cut) },
            untimed,
            memory,
            cancellationToken
        );
        return new(period, stored, built, stored is null || !stored.Equals(built.Head, built.Encoded));
    }

    /// <summary>Builds the day from its hours, as the roll-up does.</summary>
    public ValueTask<BuiltPeriod> DayAsync(
        RollupPeriod day,
        IReadOnlyList<IPartSource> hours,
        SegmentMemory memory,
        CancellationToken cancellationToken
    ) => _builder.BuildAsync(day, hours, sums => sums, UntimedIds.None, memory, cancellationToken);

    /// <summary>Builds an hour from the parts that its day contains.</summary>
    public ValueTask<BuiltPeriod> HourAsync(
        RollupPeriod hour,
        IReadOnlyList<IPartSource> parts,
        SegmentMemory memory,
        CancellationToken cancellationToken
    ) => _builder.BuildAsync(hour, parts, sums => sums, UntimedIds.None, memory, cancellationToken);

    /// <summary>Returns the last message of a partition that the new row of a stored one includes.</summary>
    public long Cut(StoredHour? stored, int partition) => Math.Max(end[partition], stored?.Rollup.Included.Highest(partition) ?? -1);

    private static bool IsIncluded(IRollupPart block, Dictionary<int, long> cut)
    {
        var partition = block.Included.Partitions.First();
        var range = block.Included.Ranges(partition)[0];
        return range.First <= cut[partition]
            && (
                range.Last <= cut[partition]
                    ? true
                    : throw new InvalidOperationException(
                        $"The replayed messages {range.First} to {range.Last} of partition {partition} go beyond {cut[partition]}, "
                            + $"where {block.Period.RowKey} ends."
                    )
            );
    }
}

using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Merges live blocks into small days directly: one row, that tells of each hour what is in it, in the place of up to 24 and the day that is
/// built of them. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// 10:05   blocks of 09                    day: 09
/// 11:05   blocks of 10, and a late one    day: 09, 10
/// 12:05   more than fits                  day: 09, 10    hour: 11, beside it; after midnight both become a day that is not small
/// </code>
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="options">Bounds.</param>
internal sealed class SmallDays(ITableStore tables, RollupOptions options)
{
    private readonly RollupTable _rollups = new(tables);
    private readonly PeriodBuilder _builder = new(options);

    /// <summary>True if a day stays small with some blocks, and no row of an hour has anything that it lacks.</summary>
    public async ValueTask<bool> IsSmallAsync(SiteBlocks blocks, RollupPeriod day, CancellationToken cancellationToken)
    {
        var events = blocks.Of(day).Sum(block => (long)block.EventCount);
        if (events > options.EventsOfSmallDay || options.EventsOfSmallDay == 0)
        {
            return false;
        }

        if (await _rollups.ReadRowAsync(blocks.Site, day, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return !await HasHoursAsync(blocks.Site, day, cancellationToken).ConfigureAwait(false);
        }

        return stored.Head is { Hours: not null, Segments: null } head && head.EventCount + events <= options.EventsOfSmallDay
            && await tables.ReadAsync(TableNames.Rollups, blocks.Site, day.StaleKey, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <summary>Merges blocks into a day; null if it has them all.</summary>
    public async ValueTask<PeriodRow?> MergeAsync(SiteBlocks blocks, RollupPeriod day, CancellationToken cancellationToken)
    {
        var stored = await _rollups.ReadAsync(blocks.Site, day, cancellationToken).ConfigureAwait(false);
        var missing = blocks.Of(day).Where(block => stored?.Rollup.Inclusion.Contains(block.Period.Start, block.Included) != true).ToList();
        if (missing.Count == 0 && (!blocks.IsDisplaced(day) || stored is null))
        {
            return null;
        }

        List<IPartSource> parts = [.. missing.Select(block => new LoadedPart(block)), .. stored is { } row ? [_rollups.PartOf(blocks.Site, row)] : (IPartSource[])[]];
        var hours = missing.Select(block => HourSet.HourOf(block.Period.Start)).ToHashSet();
        var built = await _builder.BuildAsync(day, parts, Complete, blocks.Untimed, new SegmentMemory(), cancellationToken).ConfigureAwait(false);
        return built.Head.Segments is null
            ? new(built, built.Encoded.Write(day.RowKey, stored?.ETag), null)
            : throw new InvalidDataException($"The day '{day.RowKey}' of site '{blocks.Site}' has few events but more than {PeriodBuilder.MaxInPlace} bytes; it is kept by hours.");

        PartSums Complete(PartSums sums)
        {
            var included = sums.Hours ?? HourInclusion.None;
            foreach (var hour in hours)
            {
                included = included.With(hour, included[hour].UpTo(blocks.Read));
            }

            return sums with { Hours = included, Included = included.All };
        }
    }

    /// <summary>The messages of an hour that its day has.</summary>
    public async ValueTask<Inclusion> IncludedAsync(string site, RollupPeriod hour, CancellationToken cancellationToken)
    {
        var day = await _rollups.ReadRowAsync(site, RollupPeriod.Of(RollupTier.Day, hour.Start), cancellationToken).ConfigureAwait(false);
        return day?.Head?.Hours?[HourSet.HourOf(hour.Start)] ?? Inclusion.None;
    }

    private async ValueTask<bool> HasHoursAsync(string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var (first, end) = (new RollupPeriod(RollupTier.Hour, day.Start).RowKey, new RollupPeriod(RollupTier.Hour, day.End).RowKey);
        await foreach (var _ in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}

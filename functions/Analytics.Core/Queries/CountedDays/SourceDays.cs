using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// The rows of consecutive UTC days as counts depend on them. Rows with equal identities have equal counts. Used in the site's turn; not
/// thread-safe.
/// </summary>
/// <param name="reader">Reads what is not known yet.</param>
/// <param name="open">The site's growing rows.</param>
internal sealed class SourceDays(SourceReader reader, OpenSite open)
{
    /// <summary>Days that are read together, at most: less than a month, which would stand for its days.</summary>
    private const int MaxStretch = 20;

    private readonly Dictionary<long, SourceDay> _known = [];

    /// <summary>Adds the sources of a range, of which whole days within it need not be read again.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="from">The first second of the range, Unix time.</param>
    /// <param name="to">Its end, exclusive.</param>
    public void Add(IReadOnlyList<ScanSource> sources, long from, long to)
    {
        var byDay = sources.ToLookup(static source => RollupPeriod.DayNumber(source.Start));
        for (var day = RollupPeriod.DayNumber(from + RollupPeriod.Day - 1); (day + 1) * RollupPeriod.Day <= to; day++)
        {
            _known[day] = DayOf(day, byDay[day]);
        }

        // A month stands for its days, none of which can be told apart.
        foreach (var source in sources.Where(static source => source.End - source.Start > RollupPeriod.Day))
        {
            for (var day = RollupPeriod.DayNumber(source.Start); day * RollupPeriod.Day < source.End; day++)
            {
                _known[day] = default;
            }
        }
    }

    /// <summary>Returns consecutive days, by number.</summary>
    /// <param name="first">The number of the first day.</param>
    /// <param name="end">The end of the numbers, exclusive.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<IReadOnlyDictionary<long, SourceDay>> ReadAsync(long first, long end, CancellationToken cancellationToken)
    {
        for (var day = first; day < end; day++)
        {
            if (_known.ContainsKey(day))
            {
                continue;
            }

            if (IsGrowing(day))
            {
                _known[day] = default;
                continue;
            }

            var stretch = day + 1;
            while (stretch < Math.Min(end, day + MaxStretch) && !_known.ContainsKey(stretch) && !IsGrowing(stretch))
            {
                stretch++;
            }

            var (from, to) = (day * RollupPeriod.Day, stretch * RollupPeriod.Day);
            Add(await reader.ReadAsync(from, to, sampledMonths: false, cancellationToken), from, to);
        }

        return _known;
    }

    /// <summary>Returns true if all days of a range grow.</summary>
    /// <param name="from">The first second of the range, Unix time.</param>
    /// <param name="to">Its end, exclusive.</param>
    public bool AllGrow(long from, long to)
    {
        for (var day = RollupPeriod.DayNumber(from); day * RollupPeriod.Day < to; day++)
        {
            if (!IsGrowing(day))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsGrowing(long day) => open.Live.Any(day * RollupPeriod.Day, (day + 1) * RollupPeriod.Day);

    private static SourceDay DayOf(long day, IEnumerable<ScanSource> sources)
    {
        var some = sources.ToList();
        var (start, end) = (day * RollupPeriod.Day, (day + 1) * RollupPeriod.Day);
        return some.Exists(source => source.Open is not null || source.Rows is not null || source.Start != start || source.End != end)
            ? default
            : new(
                some.Count == 0 ? SourceDay.Nothing : Math.Max(1, (ulong)RowsIdentity.HashOf(some.Select(source => source.Identity))),
                TotalsScan.EventsOf(some),
                some.Exists(source => source.Threshold != ulong.MaxValue) || TotalsScan.HasShares(some)
            );
    }
}

/// <summary>The rows of a UTC day.</summary>
/// <param name="Identity">Their identity; null while they grow, and if they are not those of a whole day.</param>
/// <param name="Events">Number of events.</param>
/// <param name="IsUncountable">True if visitors were left out or have several ids, so that they can't be counted by day.</param>
internal readonly record struct SourceDay(ulong? Identity, long Events, bool IsUncountable)
{
    /// <summary>The identity of a day without rows.</summary>
    public const ulong Nothing = 0;
}

using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Follows visits beyond the range of a scan, hour by hour, as long as any goes on. One per scan; not thread-safe.</summary>
/// <param name="reader">Reads the hours.</param>
/// <param name="near">Reads the rows of an hour's visitors near its edges.</param>
internal sealed class EdgeFollower(SourceReader reader, Func<ScanSource, ValueTask<Rollup>> near)
{
    private const int MaxHours = 48;

    /// <summary>The rows found.</summary>
    public List<Rollup> Found { get; } = [];

    /// <summary>What was read to find them, so that one can tell later whether it changed.</summary>
    public List<EdgeHour> Read { get; } = [];

    /// <summary>Whether the hours that were read are still what they were.</summary>
    public static async ValueTask<bool> IsUnchangedAsync(SourceReader reader, IReadOnlyList<EdgeHour> read, CancellationToken cancellationToken)
    {
        foreach (var hour in read)
        {
            if (IdentityOf(await reader.ReadHourAsync(hour.Start, cancellationToken).ConfigureAwait(false)) != hour.Identity)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Follows the visits of some visitors.</summary>
    /// <param name="visitors">The ids of the visitors; see <see cref="EdgeVisitors.IdsBefore"/>.</param>
    /// <param name="edge">Where the range ends, a whole hour.</param>
    /// <param name="isBack">Whether to go back in time from there, else forward.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask FollowAsync(HashSet<ulong> visitors, long edge, bool isBack, CancellationToken cancellationToken)
    {
        for (var hours = 0; hours < MaxHours && visitors.Count > 0; hours++)
        {
            var start = isBack ? edge - RollupPeriod.Hour : edge;
            var end = start + RollupPeriod.Hour;
            var sources = await reader.ReadHourAsync(start, cancellationToken).ConfigureAwait(false);
            Read.Add(new(start, IdentityOf(sources)));
            var found = new HashSet<ulong>();
            foreach (var source in sources)
            {
                var rollup = await near(source).ConfigureAwait(false);
                var marked = EdgeVisitors.Mark(rollup, visit => isBack
                    ? visit.Last >= end - VisitRules.MaxGapSeconds && (visitors.Contains(visit.Visitor) || visitors.Contains(visit.Alias))
                    : visit.First <= start + VisitRules.MaxGapSeconds && (visitors.Contains(visit.Visitor) || visitors.Contains(visit.PreviousVisitor)));
                var rows = EdgeVisitors.Extract(rollup, marked);
                Found.Add(rows);
                var reaching = EdgeVisitors.Extract(rows, EdgeVisitors.Mark(rows, visit => isBack
                    ? visit.First <= start + VisitRules.MaxGapSeconds
                    : visit.Last >= end - VisitRules.MaxGapSeconds));
                found.UnionWith(isBack ? EdgeVisitors.IdsBefore(reaching) : EdgeVisitors.IdsAfter(reaching));
            }

            visitors = found;
            edge = isBack ? start : end;
        }
    }

    /// <summary>Names exactly what an hour is made of.</summary>
    public static string IdentityOf(IReadOnlyList<ScanSource> sources) => string.Join('+', sources.Select(source => source.Identity));
}

using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Finds the event ids that several visitors of an hour sent, which no segment alone can tell: the earliest event counts, at one instant
/// the one of the smaller visitor.
/// </summary>
internal static class KeyWinners
{
    /// <summary>
    /// The visitor whose event counts, for each key that several visitors sent. O(events), twice if there is such a key.
    /// </summary>
    /// <param name="sources">The parts of the hour.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp, which do not count in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<IReadOnlyDictionary<ulong, ulong>> FindAsync(
        IReadOnlyList<IPartSource> sources,
        UntimedIds untimed,
        CancellationToken cancellationToken
    )
    {
        var (seen, repeated) = (new HashSet<ulong>(), new HashSet<ulong>());
        await ForEachAsync(
            sources,
            e =>
            {
                if (!seen.Add(e.Key))
                {
                    repeated.Add(e.Key);
                }
            },
            cancellationToken
        );
        var winners = new Dictionary<ulong, ulong>();
        if (repeated.Count == 0)
        {
            return winners;
        }

        var first = new Dictionary<ulong, KeyedEvent>();
        await ForEachAsync(
            sources,
            e =>
            {
                if (!repeated.Contains(e.Key) || untimed.IsRepetition(e.Key, e.Second))
                {
                    return;
                }

                if (
                    !first.TryGetValue(e.Key, out var other)
                    || (e.Second, e.Millisecond, e.Visitor).CompareTo((other.Second, other.Millisecond, other.Visitor)) < 0
                )
                {
                    first[e.Key] = e;
                }
            },
            cancellationToken
        );
        foreach (var (key, e) in first)
        {
            winners[key] = e.Visitor;
        }

        return winners;
    }

    private static async ValueTask ForEachAsync(
        IReadOnlyList<IPartSource> sources,
        Action<KeyedEvent> note,
        CancellationToken cancellationToken
    )
    {
        foreach (var source in sources)
        {
            await foreach (var part in source.LoadAllAsync(cancellationToken))
            {
                foreach (var e in part.Keys())
                {
                    note(e);
                }
            }
        }
    }
}

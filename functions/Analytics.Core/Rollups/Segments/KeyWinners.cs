using System.Numerics;
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
    /// The visitor whose event counts, for each key that several visitors sent. O(events), twice if there is such a key, and once more if
    /// there are very many events.
    /// </summary>
    /// <param name="sources">The parts of the hour.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp, which do not count in any case.</param>
    /// <param name="maxTogether">Events up to which all keys are in memory together.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<IReadOnlyDictionary<ulong, ulong>> FindAsync(
        IReadOnlyList<IPartSource> sources,
        UntimedIds untimed,
        int maxTogether,
        CancellationToken cancellationToken
    )
    {
        var events = sources.Sum(source => (long)source.Head.EventCount);
        var suspects = events > maxTogether ? new SuspectedKeys(events) : null;
        if (suspects is not null)
        {
            await ForEachAsync(sources, e => suspects.Add(e.Key), cancellationToken);
        }

        var (seen, repeated) = (new HashSet<ulong>(), new HashSet<ulong>());
        await ForEachAsync(
            sources,
            e =>
            {
                if (suspects?.Contains(e.Key) != false && !seen.Add(e.Key))
                {
                    repeated.Add(e.Key);
                }
            },
            cancellationToken
        );
        var first = new Dictionary<ulong, KeyedEvent>();
        if (repeated.Count > 0)
        {
            await ForEachAsync(
                sources,
                e =>
                {
                    if (repeated.Contains(e.Key) && !untimed.IsRepetition(e.Key, e.Second))
                    {
                        Note(first, e);
                    }
                },
                cancellationToken
            );
        }

        return VisitorsOf(first);
    }

    /// <summary>The visitor whose event counts, for each key of some events that count otherwise. O(events).</summary>
    public static IReadOnlyDictionary<ulong, ulong> Of(IEnumerable<KeyedEvent> events)
    {
        var first = new Dictionary<ulong, KeyedEvent>();
        foreach (var e in events)
        {
            Note(first, e);
        }

        return VisitorsOf(first);
    }

    private static void Note(Dictionary<ulong, KeyedEvent> first, in KeyedEvent e)
    {
        if (
            !first.TryGetValue(e.Key, out var other)
            || (e.Second, e.Millisecond, e.Visitor).CompareTo((other.Second, other.Millisecond, other.Visitor)) < 0
        )
        {
            first[e.Key] = e;
        }
    }

    private static Dictionary<ulong, ulong> VisitorsOf(Dictionary<ulong, KeyedEvent> events) =>
        events.ToDictionary(static e => e.Key, static e => e.Value.Visitor);

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

    /// <summary>Finds keys that may be repeated, and one in sixteen others, in four bytes an event and at most 128 MiB.</summary>
    private sealed class SuspectedKeys
    {
        private readonly int _shift;
        private readonly ulong[] _once;
        private readonly ulong[] _twice;

        public SuspectedKeys(long events)
        {
            var bits = Math.Min(29, BitOperations.Log2((ulong)events) + 5);
            _shift = 64 - bits;
            (_once, _twice) = (new ulong[1 << (bits - 6)], new ulong[1 << (bits - 6)]);
        }

        public void Add(ulong key)
        {
            var place = key >> _shift;
            var (word, bit) = (place >> 6, 1UL << (int)(place & 63));
            _twice[word] |= _once[word] & bit;
            _once[word] |= bit;
        }

        public bool Contains(ulong key) => (_twice[key >> _shift >> 6] >> (int)((key >> _shift) & 63) & 1) != 0;
    }
}

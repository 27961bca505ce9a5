using System.Globalization;
using Analytics.Core.Hashing;

namespace Analytics.Core.Periods;

/// <summary>
/// Decides which events with an id but no timestamp count: the same id within 72 hours of the first event that counts is one event. The
/// decision depends only on the times of the events, so it is the same for any range and for any order in which hours are merged. Not
/// thread-safe.
/// </summary>
internal sealed class UntimedIds
{
    private readonly HashSet<(ulong Key, long Second)> _losers = [];

    private UntimedIds() { }

    /// <summary>Nothing to drop.</summary>
    public static UntimedIds None { get; } = new();

    /// <summary>The events that count and were not stored before.</summary>
    public List<(ulong Key, long Second)> Added { get; } = [];

    /// <summary>Stored events that no longer count, because an event with an earlier time arrived later.</summary>
    public List<(ulong Key, long Second)> Displaced { get; } = [];

    /// <summary>True if there is nothing to drop.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Number of events to drop.</summary>
    public int Count => _losers.Count;

    /// <summary>Returns the ids without a timestamp in some parts.</summary>
    public static HashSet<(ulong Key, long Second)> Of(IEnumerable<IRollupPart> parts)
    {
        var ids = new HashSet<(ulong Key, long Second)>();
        foreach (var part in parts)
        {
            foreach (var id in part.Keys())
            {
                if (!EventIdentity.IsTimed(id.Key))
                {
                    ids.Add((id.Key, id.Second));
                }
            }
        }

        return ids;
    }

    /// <summary>Decides which events count.</summary>
    /// <param name="stored">The stored events that count so far.</param>
    /// <param name="found">The events of the merged parts; an event that is also stored is the same event.</param>
    public static UntimedIds Resolve(IEnumerable<(ulong Key, long Second)> stored, HashSet<(ulong Key, long Second)> found)
    {
        var ids = new UntimedIds();
        var candidates = stored.Select(id => (id.Key, id.Second, IsStored: true)).ToList();
        var identities = candidates.Select(id => (id.Key, id.Second)).ToHashSet();
        candidates.AddRange(found.Where(id => !identities.Contains(id)).Select(id => (id.Key, id.Second, IsStored: false)));
        foreach (var key in candidates.GroupBy(id => id.Key))
        {
            long? counted = null;
            foreach (var id in key.OrderBy(id => id.Second))
            {
                if (counted is { } first && id.Second - first <= EventIdentity.Window)
                {
                    ids._losers.Add((id.Key, id.Second));
                    if (id.IsStored)
                    {
                        ids.Displaced.Add((id.Key, id.Second));
                    }

                    continue;
                }

                counted = id.Second;
                if (!id.IsStored)
                {
                    ids.Added.Add((id.Key, id.Second));
                }
            }
        }

        return ids;
    }

    /// <summary>Returns the same decisions, except that those about some ids are replaced.</summary>
    /// <param name="keys">The ids.</param>
    /// <param name="later">Decisions made meanwhile.</param>
    public UntimedIds With(HashSet<ulong> keys, UntimedIds later)
    {
        if (later.IsEmpty && !_losers.Any(loser => keys.Contains(loser.Key)))
        {
            return this;
        }

        var ids = new UntimedIds();
        ids._losers.UnionWith(_losers.Where(loser => !keys.Contains(loser.Key)));
        ids._losers.UnionWith(later._losers);
        return ids;
    }

    /// <summary>Returns the repetitions in a range of seconds.</summary>
    public HashSet<(ulong Key, long Second)> Between(long from, long to) =>
        [.. _losers.Where(loser => loser.Second >= from && loser.Second < to)];

    /// <summary>Returns true if the event is a repetition of another.</summary>
    public bool IsRepetition(ulong key, long second) => _losers.Count > 0 && _losers.Contains((key, second));

    /// <summary>Returns a text that identifies the dropped events of a range of seconds; empty if none is dropped.</summary>
    public string IdentityOf(long from, long to)
    {
        var (count, hash) = (0, 0UL);
        foreach (var (key, second) in _losers)
        {
            if (second >= from && second < to)
            {
                (count, hash) = (count + 1, hash ^ XxHash64.Mix(key + (ulong)second));
            }
        }

        return count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"-{count}:{hash:x}");
    }
}

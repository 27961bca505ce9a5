using System.Runtime.InteropServices;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The ids without a timestamp of a site's live blocks, with the seconds of their events, until they are stored when their hours are
/// rolled up. Not thread-safe.
/// </summary>
internal sealed class LiveIds
{
    private readonly List<Generation> _generations = [];

    /// <summary>Number of ids, of which some may count twice.</summary>
    public int Count => _generations.Sum(static generation => generation.First.Count);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => _generations.Sum(static generation => (generation.First.Count * 40L) + (generation.Others.Count * 150L));

    /// <summary>Adds the ids of a block.</summary>
    /// <param name="partition">The block's partition.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="ids">The ids.</param>
    public void Add(int partition, SequenceRange messages, IEnumerable<(ulong Key, long Second)> ids)
    {
        if (_generations.Count == 0)
        {
            _generations.Add(new());
        }

        var (first, others, upTo) = _generations[^1];
        foreach (var (key, second) in ids)
        {
            upTo[partition] = messages.Last;
            if (!first.TryAdd(key, second) && first[key] != second)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(others, key, out _) ??= []).Add(second);
            }
        }
    }

    /// <summary>Returns the events with some keys.</summary>
    public HashSet<(ulong Key, long Second)> Of(IReadOnlyCollection<ulong> keys)
    {
        var events = new HashSet<(ulong Key, long Second)>();
        foreach (var (first, others, _) in _generations)
        {
            foreach (var key in keys)
            {
                if (first.TryGetValue(key, out var second))
                {
                    events.Add((key, second));
                    events.UnionWith(others.GetValueOrDefault(key, []).Select(other => (key, other)));
                }
            }
        }

        return events;
    }

    /// <summary>Removes ids that are rolled up, once all that were added between two calls are.</summary>
    /// <param name="rolledUp">Returns a partition's last message that is rolled up.</param>
    public void RollUp(Func<int, long> rolledUp)
    {
        _generations.RemoveAll(generation => generation.UpTo.All(seen => seen.Value <= rolledUp(seen.Key)));
        if (_generations.Count > 0)
        {
            _generations.Add(new());
        }
    }

    /// <summary>Removes all ids.</summary>
    public void Clear() => _generations.Clear();

    /// <summary>The ids that were added between two calls of <see cref="RollUp"/>.</summary>
    /// <param name="First">The second of one event of each id.</param>
    /// <param name="Others">Those of its others.</param>
    /// <param name="UpTo">By partition, the last message with any of them.</param>
    private sealed record Generation(Dictionary<ulong, long> First, Dictionary<ulong, HashSet<long>> Others, Dictionary<int, long> UpTo)
    {
        public Generation()
            : this([], [], []) { }
    }
}

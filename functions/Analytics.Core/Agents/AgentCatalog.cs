using System.Text;
using Analytics.Core.Hashing;

namespace Analytics.Core.Agents;

/// <summary>
/// Classifies user agents and caches the most recently used ones. It alone decides what is a bot, for the collector and for imports of
/// access logs. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The cache is a table of sets of eight entries. A hit takes no lock and writes only the entry's stamp. Two racing writes of a set may
/// lose an entry, whose agent is then parsed again; entries are immutable except for their stamp.
/// </remarks>
public sealed class AgentCatalog
{
    private const int Ways = 8;

    private readonly Entry?[] _entries;
    private readonly ulong _setMask;
    private int _clock;

    /// <summary>Creates an empty catalog.</summary>
    /// <param name="capacity">Maximum number of cached agents, rounded up to 8 times a power of two.</param>
    public AgentCatalog(int capacity = 16_384)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var sets = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((capacity + Ways - 1) / Ways));
        _entries = new Entry?[sets * Ways];
        _setMask = sets - 1;
    }

    /// <summary>Classifies a user agent.</summary>
    /// <param name="utf8">The header's bytes; only the first <see cref="EventLog.EventLimits.UserAgentBytes"/> count.</param>
    /// <param name="hints">The client hints sent with it, as <see cref="ClientHints.Join"/> joins them; empty if there are none.</param>
    public Agent Find(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> hints = default)
    {
        utf8 = utf8[..Math.Min(utf8.Length, EventLog.EventLimits.UserAgentBytes)];
        var hash = hints.IsEmpty ? KeyedHash.Hash(utf8) : KeyedHash.Hash(utf8) ^ ulong.RotateLeft(KeyedHash.Hash(hints), 1);
        var rules = AgentRules.Current;
        var set = _entries.AsSpan((int)(hash & _setMask) * Ways, Ways);
        foreach (ref var slot in set)
        {
            var entry = Volatile.Read(ref slot);
            if (
                entry is not null
                && entry.Hash == hash
                && utf8.SequenceEqual(entry.Key)
                && hints.SequenceEqual(entry.Hints)
                && ReferenceEquals(entry.Rules, rules)
            )
            {
                entry.LastUsed = _clock;
                return entry.Agent;
            }
        }

        return Add(set, hash, utf8, hints, rules);
    }

    private Agent Add(Span<Entry?> set, ulong hash, ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> hints, AgentRules rules)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var facts = UserAgentParser.Parse(text);
        var kind = BotFilter.KindOf(text, facts);
        if (!hints.IsEmpty)
        {
            var parsedHints = ClientHints.Parse(Encoding.UTF8.GetString(hints));
            facts = parsedHints.Refine(facts);
            kind = parsedHints.IsHeadless ? AgentKind.Robot : kind;
        }

        var platform = PlatformName.Of(facts, kind, text.StartsWith("okhttp", StringComparison.OrdinalIgnoreCase)).ToArray();
        var added = new Entry(hash, utf8.ToArray(), hints.ToArray(), rules, new Agent(facts, kind, platform))
        {
            // The clock needs to advance only when an entry may be replaced.
            LastUsed = Interlocked.Increment(ref _clock),
        };
        ref var oldest = ref set[0];
        foreach (ref var slot in set)
        {
            if (slot is null)
            {
                oldest = ref slot;
                break;
            }

            // Compared by difference so that the clock may wrap around.
            if (oldest is { } candidate && slot.LastUsed - candidate.LastUsed < 0)
            {
                oldest = ref slot;
            }
        }

        Volatile.Write(ref oldest, added);
        return added.Agent;
    }

    private sealed class Entry(ulong hash, byte[] key, byte[] hints, AgentRules rules, Agent agent)
    {
        public readonly ulong Hash = hash;
        public readonly byte[] Key = key;
        public readonly byte[] Hints = hints;

        /// <summary>The rules of this result; the entry is invalid once other rules are loaded.</summary>
        public readonly AgentRules Rules = rules;
        public readonly Agent Agent = agent;
        public int LastUsed;
    }
}

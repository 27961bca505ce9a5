using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace Analytics.Core.Caching;

/// <summary>
/// Remembers for a while what a table said of a key: a value, or that there is none. What is absent is bounded apart from what is present,
/// so that a flood of made-up keys can't push out the real ones. What is full gives up one answer at a time, of a key that nobody asked
/// for lately (2Q, by BitFaster.Caching). Thread-safe; a lookup takes no lock and allocates nothing.
/// </summary>
/// <typeparam name="TValue">What is remembered.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="freshness">Time for which an answer is trusted.</param>
/// <param name="capacity">Maximum number of values; absences have a tenth of that.</param>
public sealed class FreshCache<TValue>(TimeProvider time, TimeSpan freshness, int capacity)
    where TValue : class
{
    // Fewer the library doesn't hold.
    private const int MinCapacity = 3;

    private readonly Side _present = new(time, freshness, capacity);
    private readonly Side _absent = new(time, freshness, capacity / 10);
    private long _version;

    /// <summary>
    /// Changes with every <see cref="Invalidate"/>. Read it before reading the table and hand it to <see cref="TryStore"/>, so that an
    /// answer which a write has overtaken is not remembered.
    /// </summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>True if there is a fresh answer; <paramref name="value"/> is null if the answer is that there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out TValue? value) => _present.TryGet(key, out value) || _absent.TryGet(key, out value);

    /// <summary>The value that was remembered last, however old, if it was not forgotten since; null if there is none.</summary>
    public TValue? FindOld(ReadOnlySpan<byte> key) => _present.FindOld(key);

    /// <summary>Remembers an answer unless something was invalidated since <paramref name="version"/> was read.</summary>
    /// <returns>False when the answer may be outdated: read again.</returns>
    public bool TryStore(byte[] key, TValue? value, long version)
    {
        if (Version != version)
        {
            return false;
        }

        var (side, other) = value is null ? (_absent, _present) : (_present, _absent);
        side.Store(key, value);
        other.Remove(key);
        if (Version == version)
        {
            return true;
        }

        side.Remove(key);
        return false;
    }

    /// <summary>Forgets a key. Call it after the write is durable.</summary>
    public void Invalidate(byte[] key)
    {
        Interlocked.Increment(ref _version);
        _present.Remove(key);
        _absent.Remove(key);
    }

    private sealed record Answer(TValue? Value, long At);

    /// <summary>One half of the cache.</summary>
    private sealed class Side
    {
        private readonly TimeProvider _time;
        private readonly long _freshTicks;
        private readonly ConcurrentLru<byte[], Answer> _answers;
        private readonly IAlternateLookup<ReadOnlySpan<byte>, byte[], Answer> _bySpan;

        [SuppressMessage("Style", "IDE0290", Justification = "The lookup is derived from the cache.")]
        public Side(TimeProvider time, TimeSpan freshness, int capacity)
        {
            _time = time;
            _freshTicks = (long)(freshness.TotalSeconds * time.TimestampFrequency);
            _answers = new(Environment.ProcessorCount, Math.Max(MinCapacity, capacity), new ByteKeyComparer());
            _bySpan = _answers.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public bool TryGet(ReadOnlySpan<byte> key, out TValue? value)
        {
            if (_bySpan.TryGet(key, out var answer) && _time.GetTimestamp() - answer.At < _freshTicks)
            {
                value = answer.Value;
                return true;
            }

            value = null;
            return false;
        }

        public TValue? FindOld(ReadOnlySpan<byte> key) => _bySpan.TryGet(key, out var answer) ? answer.Value : null;

        public void Store(byte[] key, TValue? value) => _answers.AddOrUpdate(key, new Answer(value, _time.GetTimestamp()));

        public void Remove(byte[] key) => _answers.TryRemove(key);
    }
}

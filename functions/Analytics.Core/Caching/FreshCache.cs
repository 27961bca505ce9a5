using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace Analytics.Core.Caching;

/// <summary>
/// Caches for a limited time a table's answer for a key: a value, or that there is none. Absent keys have their own limit, so that a
/// flood of invented keys cannot evict real ones. A full cache evicts keys that were not used recently, one at a time (2Q, by
/// BitFaster.Caching). Thread-safe; a lookup takes no lock and allocates nothing.
/// </summary>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="freshness">Time for which an answer is valid.</param>
/// <param name="capacity">Maximum number of values; one tenth of it is the maximum number of absent keys.</param>
public sealed class FreshCache<TValue>(TimeProvider time, TimeSpan freshness, int capacity)
    where TValue : class
{
    // The smallest capacity that the library accepts.
    private const int MinCapacity = 3;

    private readonly Side _present = new(time, freshness, capacity);
    private readonly Side _absent = new(time, freshness, capacity / 10);
    private long _version;

    /// <summary>
    /// Changes with every <see cref="Invalidate"/>. Read it before reading the table and pass it to <see cref="TryStore"/>, so that an
    /// answer from before a write is not cached.
    /// </summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Returns true if there is a fresh answer. <paramref name="value"/> is null if the key is known to be absent.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out TValue? value) => _present.TryGet(key, out value) || _absent.TryGet(key, out value);

    /// <summary>Returns the last cached value of any age; null if there is none or it was invalidated.</summary>
    public TValue? FindOld(ReadOnlySpan<byte> key) => _present.FindOld(key);

    /// <summary>Caches an answer unless a key was invalidated since <paramref name="version"/> was read.</summary>
    /// <returns>False if the answer may be outdated and must be read again.</returns>
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

    /// <summary>Removes a key. Call it after a write is durable.</summary>
    public void Invalidate(byte[] key)
    {
        Interlocked.Increment(ref _version);
        _present.Remove(key);
        _absent.Remove(key);
    }

    private sealed record Answer(TValue? Value, long At);

    /// <summary>The present or the absent keys.</summary>
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

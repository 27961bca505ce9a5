using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Caching;

/// <summary>
/// Remembers for a while what a table said of a key: a value, or that there is none. What is absent is bounded apart from what is present,
/// so that a flood of made-up keys can't push out the real ones. What is full gives up one answer at a time, of a key that nobody asked
/// for lately. Thread-safe; a lookup takes no lock and allocates nothing.
/// </summary>
/// <typeparam name="TValue">What is remembered.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="freshness">How long an answer is trusted.</param>
/// <param name="capacity">How many values are held; a tenth of that of absences.</param>
public sealed class FreshCache<TValue>(TimeProvider time, TimeSpan freshness, int capacity)
    where TValue : class
{
    private readonly Side _present = new(time, freshness, capacity);
    private readonly Side _absent = new(time, freshness, Math.Max(1, capacity / 10));
    private long _version;

    /// <summary>
    /// Changes with every <see cref="Invalidate"/>. Read it before reading the table and hand it to <see cref="TryStore"/>, so that an
    /// answer which a write has overtaken is not remembered.
    /// </summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>True if there is a fresh answer; <paramref name="value"/> is null if the answer is that there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out TValue? value) =>
        _present.TryGet(key, out value) || _absent.TryGet(key, out value);

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

    private sealed class Answer(byte[] key, TValue? value, long answeredAt, int slot)
    {
        public readonly byte[] Key = key;
        public readonly TValue? Value = value;
        public readonly long At = answeredAt;
        public readonly int Slot = slot;
        public volatile bool IsUsed;
    }

    /// <summary>
    /// One half of the cache. Answers stand in a ring; a hand that goes round gives each that was used since it came by another round, and
    /// takes the first that was not (the clock algorithm).
    /// </summary>
    private sealed class Side
    {
        private readonly TimeProvider _time;
        private readonly long _freshTicks;
        private readonly int _capacity;
        private readonly List<Answer?> _ring = [];
        private readonly Lock _changing = new();
        private readonly ConcurrentDictionary<byte[], Answer> _answers = new(new ByteKeyComparer());
        private readonly ConcurrentDictionary<byte[], Answer>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
        private int _hand;

        [SuppressMessage("Style", "IDE0290", Justification = "The lookup is derived from the dictionary.")]
        public Side(TimeProvider time, TimeSpan freshness, int capacity)
        {
            _time = time;
            _freshTicks = (long)(freshness.TotalSeconds * time.TimestampFrequency);
            _capacity = capacity;
            _bySpan = _answers.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public bool TryGet(ReadOnlySpan<byte> key, out TValue? value)
        {
            if (Find(key) is { } answer && _time.GetTimestamp() - answer.At < _freshTicks)
            {
                value = answer.Value;
                return true;
            }

            value = null;
            return false;
        }

        public TValue? FindOld(ReadOnlySpan<byte> key) => Find(key)?.Value;

        public void Store(byte[] key, TValue? value)
        {
            lock (_changing)
            {
                var slot = _answers.TryGetValue(key, out var before) ? before.Slot : TakeSlot();
                var answer = new Answer(key, value, _time.GetTimestamp(), slot) { IsUsed = before is { IsUsed: true } };
                _ring[slot] = answer;
                _answers[key] = answer;
            }
        }

        public void Remove(byte[] key)
        {
            lock (_changing)
            {
                if (_answers.TryRemove(key, out var answer))
                {
                    _ring[answer.Slot] = null;
                }
            }
        }

        private Answer? Find(ReadOnlySpan<byte> key)
        {
            if (!_bySpan.TryGetValue(key, out var answer))
            {
                return null;
            }

            // Written only when it changes anything: many threads read it.
            if (!answer.IsUsed)
            {
                answer.IsUsed = true;
            }

            return answer;
        }

        private int TakeSlot()
        {
            if (_ring.Count < _capacity)
            {
                _ring.Add(null);
                return _ring.Count - 1;
            }

            // Ends within two rounds unless others use every answer meanwhile; then any will do.
            for (var seen = 0; ; seen++, _hand = (_hand + 1) % _capacity)
            {
                if (_ring[_hand] is { IsUsed: true } used && seen < 2 * _capacity)
                {
                    used.IsUsed = false;
                    continue;
                }

                if (_ring[_hand] is { } unused)
                {
                    _answers.TryRemove(unused.Key, out _);
                }

                var slot = _hand;
                _hand = (_hand + 1) % _capacity;
                return slot;
            }
        }
    }
}

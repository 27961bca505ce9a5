using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Caching;

/// <summary>
/// Remembers for a while what a table said of a key: a value, or that there is none. What is absent is bounded apart from
/// what is present, so that a flood of made-up keys can't push out the real ones. Thread-safe; a lookup allocates nothing.
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
    /// Changes with every <see cref="Invalidate"/>. Read it before reading the table and hand it to <see cref="TryStore"/>, so that an answer
    /// which a write has overtaken is not remembered.
    /// </summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Whether there is a fresh answer; <paramref name="value"/> is null if the answer is that there is none.</summary>
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

    private readonly record struct Answer(TValue? Value, long At);

    private sealed class Side
    {
        private readonly TimeProvider _time;
        private readonly long _freshTicks;
        private readonly int _capacity;
        private readonly ConcurrentDictionary<byte[], Answer> _answers = new(new ByteKeyComparer());
        private readonly ConcurrentDictionary<byte[], Answer>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

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
            if (_bySpan.TryGetValue(key, out var answer) && IsFresh(answer))
            {
                value = answer.Value;
                return true;
            }

            value = null;
            return false;
        }

        public TValue? FindOld(ReadOnlySpan<byte> key) => _bySpan.TryGetValue(key, out var answer) ? answer.Value : null;

        public void Store(byte[] key, TValue? value)
        {
            if (_answers.Count >= _capacity)
            {
                MakeRoom();
            }

            _answers[key] = new Answer(value, _time.GetTimestamp());
        }

        public void Remove(byte[] key) => _answers.TryRemove(key, out _);

        private bool IsFresh(Answer answer) => _time.GetTimestamp() - answer.At < _freshTicks;

        private void MakeRoom()
        {
            foreach (var pair in _answers)
            {
                if (!IsFresh(pair.Value))
                {
                    _answers.TryRemove(pair);
                }
            }

            // More keys in use within one freshness than fit: start over, which costs one read a key and never a wrong answer.
            if (_answers.Count >= _capacity)
            {
                _answers.Clear();
            }
        }
    }
}

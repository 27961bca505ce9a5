using Analytics.Core.Hashing;

namespace Analytics.Core.Text;

/// <summary>
/// Numbers distinct UTF-8 texts from 0, for several threads at a time: finding a text takes no lock, adding one does. Amortised O(length)
/// per look-up even for texts chosen to collide, no allocation for a known text. Texts are never removed. Thread-safe.
/// </summary>
/// <remarks>
/// A reader takes the arrays once. In them a number is written to its slot after everything about its text, and arrays that have become
/// too small are copied and never written again. So a number that a reader finds in a slot has its text in the same arrays; a text that
/// a reader misses is looked up again under the lock.
/// </remarks>
internal sealed class SharedTextTable
{
    private readonly Lock _gate = new();
    private volatile Arrays _arrays = new(64, 4096);
    private volatile int _count;

    /// <summary>Number of different texts.</summary>
    public int Count => _count;

    /// <summary>The text of a number that <see cref="Intern"/> has returned.</summary>
    public ReadOnlySpan<byte> this[int id] => _arrays.TextOf(id);

    /// <summary>Returns the number of a text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="isNew">Receives true if the text had no number.</param>
    public int Intern(ReadOnlySpan<byte> utf8, out bool isNew)
    {
        var hash = KeyedHash.Hash(utf8);
        isNew = false;
        if (_arrays.Find(utf8, hash, out _) is >= 0 and var known)
        {
            return known;
        }

        lock (_gate)
        {
            var id = _arrays.Find(utf8, hash, out var slot);
            isNew = id < 0;
            return isNew ? Add(utf8, hash, slot) : id;
        }
    }

    private int Add(ReadOnlySpan<byte> utf8, ulong hash, int slot)
    {
        var (arrays, id) = (_arrays, _count);
        if (!arrays.HasRoom(id, utf8.Length))
        {
            arrays = arrays.Grow(id, utf8.Length);
            arrays.Find(utf8, hash, out slot);
        }

        arrays.Add(id, utf8, hash, slot);
        _arrays = arrays;
        _count = id + 1;
        return id;
    }

    private sealed class Arrays(int texts, int bytes)
    {
        private readonly byte[] _bytes = new byte[bytes];
        private readonly int[] _ends = new int[texts];
        private readonly ulong[] _hashes = new ulong[texts];

        // 0 is free; otherwise a number plus one.
        private readonly int[] _slots = new int[texts * 4];

        public ReadOnlySpan<byte> TextOf(int id) => _bytes.AsSpan(StartOf(id), _ends[id] - StartOf(id));

        /// <summary>Returns the number of a text; −1 if it has none here.</summary>
        /// <param name="utf8">The text.</param>
        /// <param name="hash">Its hash.</param>
        /// <param name="slot">Receives the slot with the number, or a free one.</param>
        public int Find(ReadOnlySpan<byte> utf8, ulong hash, out int slot)
        {
            var mask = _slots.Length - 1;
            slot = (int)hash & mask;
            for (int id; (id = Volatile.Read(ref _slots[slot]) - 1) >= 0; slot = (slot + 1) & mask)
            {
                if (_hashes[id] == hash && TextOf(id).SequenceEqual(utf8))
                {
                    return id;
                }
            }

            return -1;
        }

        public bool HasRoom(int count, int length) => count < _ends.Length && length <= _bytes.Length - StartOf(count);

        /// <summary>Returns a copy with room for at least one more text.</summary>
        public Arrays Grow(int count, int length)
        {
            var used = StartOf(count);
            var needed = checked(used + length);
            var larger = new Arrays(
                count < _ends.Length ? _ends.Length : count * 2,
                needed <= _bytes.Length ? _bytes.Length : Math.Max(needed, _bytes.Length * 2)
            );
            _bytes.AsSpan(0, used).CopyTo(larger._bytes);
            _ends.AsSpan(0, count).CopyTo(larger._ends);
            for (var id = 0; id < count; id++)
            {
                larger.Enter(id, _hashes[id]);
            }

            return larger;
        }

        public void Add(int id, ReadOnlySpan<byte> utf8, ulong hash, int slot)
        {
            var start = StartOf(id);
            utf8.CopyTo(_bytes.AsSpan(start));
            _ends[id] = start + utf8.Length;
            _hashes[id] = hash;
            Volatile.Write(ref _slots[slot], id + 1);
        }

        private void Enter(int id, ulong hash)
        {
            _hashes[id] = hash;
            var mask = _slots.Length - 1;
            var slot = (int)hash & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }

        private int StartOf(int id) => id == 0 ? 0 : _ends[id - 1];
    }
}

namespace Analytics.Core.Text;

/// <summary>
/// Texts with their numbers in arrays of fixed size: a number is found by hashing and by stepping to the next slot. One thread may add
/// while others read, because a number is written to its slot after everything about its text.
/// </summary>
/// <param name="texts">Number of texts that fit; a power of two.</param>
/// <param name="bytes">Number of bytes that fit.</param>
internal sealed class TextArrays(int texts, int bytes)
{
    private readonly byte[] _bytes = new byte[bytes];
    private readonly int[] _ends = new int[texts];
    private readonly ulong[] _hashes = new ulong[texts];

    // 0 is free; otherwise a number plus one.
    private readonly int[] _slots = new int[texts * 4];

    /// <summary>Returns the bytes of the first texts, concatenated.</summary>
    public ReadOnlySpan<byte> BytesOf(int count) => _bytes.AsSpan(0, StartOf(count));

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

    /// <summary>Removes all texts and keeps the memory. Nobody may read meanwhile.</summary>
    public void Clear() => Array.Clear(_slots);

    /// <summary>Returns true if another text of some length fits behind a number of texts.</summary>
    public bool HasRoom(int count, int length) => count < _ends.Length && length <= _bytes.Length - StartOf(count);

    /// <summary>Returns a copy with room for at least one more text.</summary>
    public TextArrays Grow(int count, int length)
    {
        var used = StartOf(count);
        var needed = checked(used + length);
        var larger = new TextArrays(
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

    /// <summary>Adds a text for which there is room.</summary>
    /// <param name="id">Its number, the next one.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="slot">The free slot that <see cref="Find"/> returned.</param>
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

using Analytics.Core.Hashing;

namespace Analytics.Core.Text;

/// <summary>
/// Numbers distinct UTF-8 texts from 0. Amortised O(length) per look-up even for texts chosen to collide, no allocation for a
/// known text. Not thread-safe.
/// </summary>
internal class TextTable
{
    private byte[] _bytes = new byte[4096];
    private int[] _ends = new int[64];
    private ulong[] _hashes = new ulong[64];
    private int[] _slots = new int[256];

    /// <summary>Number of different texts.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all texts.</summary>
    public int ByteCount { get; private set; }

    /// <summary>All texts, concatenated.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, ByteCount);

    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            var start = id == 0 ? 0 : _ends[id - 1];
            return _bytes.AsSpan(start, _ends[id] - start);
        }
    }

    /// <summary>Removes all texts and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        ByteCount = 0;
        Array.Clear(_slots);
    }

    public int Intern(ReadOnlySpan<byte> utf8)
    {
        var hash = KeyedHash.Hash(utf8);
        var id = Find(utf8, hash, out var slot);
        if (id >= 0)
        {
            return id;
        }

        _slots[slot] = Count + 1;
        return Append(utf8, hash);
    }

    /// <summary>Returns the number of a text; −1 if it has none.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(utf8, KeyedHash.Hash(utf8), out _);

    private int Find(ReadOnlySpan<byte> utf8, ulong hash, out int slot)
    {
        var mask = _slots.Length - 1;
        slot = (int)hash & mask;
        for (int id; (id = _slots[slot] - 1) >= 0; slot = (slot + 1) & mask)
        {
            if (_hashes[id] == hash && this[id].SequenceEqual(utf8))
            {
                return id;
            }
        }

        return -1;
    }

    private int Append(ReadOnlySpan<byte> utf8, ulong hash)
    {
        if (_bytes.Length - ByteCount < utf8.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, ByteCount + utf8.Length));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        utf8.CopyTo(_bytes.AsSpan(ByteCount));
        ByteCount += utf8.Length;
        _ends[Count] = ByteCount;
        _hashes[Count++] = hash;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 4];
        var mask = _slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var slot = (int)_hashes[id] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }
}

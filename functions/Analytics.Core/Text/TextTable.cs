using Analytics.Core.Hashing;

namespace Analytics.Core.Text;

/// <summary>
/// Numbers distinct UTF-8 texts from 0. Amortised O(length) per look-up even for texts chosen to collide, no allocation for a
/// known text. Not thread-safe.
/// </summary>
internal class TextTable
{
    private TextArrays _arrays = new(64, 4096);

    /// <summary>Number of different texts.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all texts.</summary>
    public int ByteCount => Bytes.Length;

    /// <summary>All texts, concatenated.</summary>
    public ReadOnlySpan<byte> Bytes => _arrays.BytesOf(Count);

    public ReadOnlySpan<byte> this[int id] => _arrays.TextOf(id);

    /// <summary>Removes all texts and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _arrays.Clear();
    }

    public int Intern(ReadOnlySpan<byte> utf8)
    {
        var hash = KeyedHash.Hash(utf8);
        if (_arrays.Find(utf8, hash, out var slot) is >= 0 and var found)
        {
            return found;
        }

        if (!_arrays.HasRoom(Count, utf8.Length))
        {
            _arrays = _arrays.Grow(Count, utf8.Length);
            _arrays.Find(utf8, hash, out slot);
        }

        _arrays.Add(Count, utf8, hash, slot);
        return Count++;
    }

    /// <summary>Returns the number of a text; −1 if it has none.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => _arrays.Find(utf8, KeyedHash.Hash(utf8), out _);
}

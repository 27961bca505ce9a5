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
    private volatile TextArrays _arrays = new(64, 4096);
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
        if (_arrays.Find(utf8, hash, out _) is >= 0 and var found)
        {
            return found;
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
}

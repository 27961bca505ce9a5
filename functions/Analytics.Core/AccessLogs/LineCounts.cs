using System.Numerics;

namespace Analytics.Core.AccessLogs;

/// <summary>
/// Counts by the hash of a line: a table with open addressing of 12 bytes a slot, at most three quarters full. Not thread-safe.
/// </summary>
internal sealed class LineCounts
{
    private ulong[] _hashes = new ulong[1024];
    private int[] _counts = new int[1024];

    /// <summary>Number of distinct lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Returns the count of a line; 0 if it has none.</summary>
    public int Find(ulong hash) => _counts[SlotOf(hash)];

    /// <summary>
    /// Returns the count of a line, which is 0 for a new one. The caller must make it at least 1 before the next call, which ends the
    /// validity of the reference.
    /// </summary>
    public ref int Of(ulong hash)
    {
        if (Lines >= _counts.Length / 4 * 3)
        {
            Grow();
        }

        var slot = SlotOf(hash);
        if (_counts[slot] == 0)
        {
            _hashes[slot] = hash;
            Lines++;
        }

        return ref _counts[slot];
    }

    private int SlotOf(ulong hash)
    {
        // The hash is uniform: its highest bits are the first slot, and a free slot has no count.
        var slot = (int)(hash >> (64 - BitOperations.Log2((uint)_counts.Length)));
        while (_counts[slot] != 0 && _hashes[slot] != hash)
        {
            slot = (slot + 1) & (_counts.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        var (hashes, counts) = (_hashes, _counts);
        _hashes = new ulong[hashes.Length * 2];
        _counts = new int[counts.Length * 2];
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] != 0)
            {
                var slot = SlotOf(hashes[i]);
                (_hashes[slot], _counts[slot]) = (hashes[i], counts[i]);
            }
        }
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>Growing lists of keys, one for each of many ranges, in chunks of pooled memory. Not thread-safe.</summary>
internal sealed class PairChunks : IDisposable
{
    private const int ChunkLength = 1 << 8;
    private const int BlockLength = 1 << 18;

    /// <summary>For each range, the position after its last key; on the border of a chunk the next key takes a new one.</summary>
    private readonly int[] _ends;    private readonly List<uint[]> _blocks = [];

    /// <summary>For each chunk, the chunk that its range filled before, or −1.</summary>
    private readonly List<int> _previousChunks = [];
    private bool _isDisposed;

    public PairChunks(int rangeCount) => _ends = new int[rangeCount];

    /// <summary>The number of ranges.</summary>
    public int RangeCount => _ends.Length;

    /// <summary>The keys of the range that has the most.</summary>
    /// <exception cref="ObjectDisposedException">The lists were disposed of.</exception>
    public int LongestRange
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return Enumerable.Range(0, RangeCount).Max(CountOf);
        }
    }

    /// <summary>Adds a key to a range.</summary>
    /// <exception cref="ObjectDisposedException">The lists were disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int range, uint key)
    {
        var at = _ends[range];
        if (at % ChunkLength == 0)
        {
            at = StartChunk(at);
        }

        _blocks[at / BlockLength][at % BlockLength] = key;
        _ends[range] = at + 1;
    }

    /// <summary>Copies the keys of a range, in no particular order, and returns how many there are.</summary>
    public int CopyTo(int range, Span<uint> keys)
    {
        var copied = 0;
        for (var (chunk, length) = LastChunk(range); chunk >= 0; (chunk, length) = (_previousChunks[chunk], ChunkLength))
        {
            var start = chunk * ChunkLength;
            _blocks[start / BlockLength].AsSpan(start % BlockLength, length).CopyTo(keys[copied..]);
            copied += length;
        }

        return copied;
    }

    public void Dispose()
    {
        // The next key of any range then asks for a chunk, which refuses it.
        _ends.AsSpan().Clear();
        _isDisposed = true;
        foreach (var block in _blocks)
        {
            ArrayPool<uint>.Shared.Return(block);
        }

        _blocks.Clear();
    }

    private int CountOf(int range)
    {
        var count = 0;
        for (var (chunk, length) = LastChunk(range); chunk >= 0; (chunk, length) = (_previousChunks[chunk], ChunkLength))
        {
            count += length;
        }

        return count;
    }

    private (int Chunk, int Length) LastChunk(int range)
    {
        var last = _ends[range] - 1;
        return last < 0 ? (-1, 0) : (last / ChunkLength, (last % ChunkLength) + 1);
    }

    /// <summary>A new chunk for the range whose last one ends at that position; returns where the new one starts.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int StartChunk(int end)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var start = checked(_previousChunks.Count * ChunkLength);
        if (start / BlockLength == _blocks.Count)
        {
            _blocks.Add(ArrayPool<uint>.Shared.Rent(BlockLength));
        }

        _previousChunks.Add(end == 0 ? -1 : (end - 1) / ChunkLength);
        return start;
    }
}

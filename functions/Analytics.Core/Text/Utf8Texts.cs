using System.Text;

namespace Analytics.Core.Text;

/// <summary>An immutable list of UTF-8 texts in one buffer; strings are created on first use. Thread-safe.</summary>
internal sealed class Utf8Texts
{
    public static readonly Utf8Texts Empty = new(ReadOnlyMemory<byte>.Empty, []);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _ends;
    private string?[]? _strings;

    /// <param name="bytes">The texts one after the other.</param>
    /// <param name="ends">End of each text in <paramref name="bytes"/>.</param>
    public Utf8Texts(ReadOnlyMemory<byte> bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    public int Count => _ends.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public ReadOnlySpan<int> Ends => _ends;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.Span[start.._ends[index]];
        }
    }

    /// <summary>Returns some of the texts, in the order of their indexes. O(bytes).</summary>
    public Utf8Texts Select(int[] indexes)
    {
        var ends = new int[indexes.Length];
        var length = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = length += this[indexes[i]].Length;
        }

        var bytes = new byte[length];
        for (var i = 0; i < ends.Length; i++)
        {
            this[indexes[i]].CopyTo(bytes.AsSpan(i == 0 ? 0 : ends[i - 1]));
        }

        return new(bytes, ends);
    }

    public string GetString(int index)
    {
        var strings = _strings ??= new string?[_ends.Length];
        return strings[index] ??= Encoding.UTF8.GetString(this[index]);
    }
}

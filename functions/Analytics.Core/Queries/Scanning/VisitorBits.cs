using System.Runtime.CompilerServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts visitors, in any order, in the groups that each is in: a row of bits for each visitor tells in which groups the visitor was
/// counted. Meant for so few groups that the rows of the visitors of a slice fit a processor's cache. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// groups      a b c
/// visitor 0   1 0 1        a counts visitor 0 and c too; in c again: the bit is set, so nothing is counted
/// visitor 1   0 0 1        c counts visitor 1
/// </code>
/// </remarks>
/// <param name="groups">Number of groups.</param>
internal sealed class VisitorBits(int groups)
{
    private readonly long[] _counts = new long[groups];
    private readonly int _wordsOfVisitor = WordsOf(groups);
    private ulong[] _bits = new ulong[1024];

    /// <summary>Returns the number of bytes of the bits of each visitor.</summary>
    public static int BytesOf(int groups) => WordsOf(groups) * sizeof(ulong);

    /// <summary>Makes room for a visitor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(int visitor)
    {
        if ((visitor + 1) * _wordsOfVisitor > _bits.Length)
        {
            Grow(visitor);
        }
    }

    /// <summary>Counts a visitor in a group, unless already counted. Without a branch, because the outcome is not predictable.</summary>
    /// <param name="visitor">The visitor, for whom there is room.</param>
    /// <param name="group">The group.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int visitor, int group)
    {
        ref var word = ref _bits[(visitor * _wordsOfVisitor) + (group >> 6)];
        _counts[group] += (long)(~(word >> group) & 1);
        word |= 1UL << group;
    }

    /// <summary>Removes the visitors but keeps the counts.</summary>
    /// <param name="visitors">Number of visitors that there may be.</param>
    public void Forget(int visitors) => Array.Clear(_bits, 0, Math.Min(_bits.Length, visitors * _wordsOfVisitor));

    /// <summary>Adds the visitors of each group to its count.</summary>
    public void AddTo(Span<long> counts)
    {
        for (var group = 0; group < _counts.Length; group++)
        {
            counts[group] += _counts[group];
        }
    }

    private static int WordsOf(int groups) => (groups + 63) >> 6;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int visitor) => Array.Resize(ref _bits, Math.Max(checked((visitor + 1) * _wordsOfVisitor), _bits.Length * 2));
}

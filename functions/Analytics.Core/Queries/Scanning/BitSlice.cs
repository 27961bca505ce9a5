namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts visitors in few groups: at once, since bits tell in which of them a visitor was counted. Not thread-safe.</summary>
/// <param name="segments">The segments, and the number that each of their groups has in all.</param>
/// <param name="groups">Number of groups.</param>
internal sealed class BitSlice((VisitorGroups Visitors, int[] Groups)[] segments, int groups) : VisitorSlice(segments)
{
    /// <summary>So many groups at most are few.</summary>
    public const int MaxGroups = 4_096;

    private readonly VisitorBits _bits = new(groups);

    /// <inheritdoc/>
    public override int Add(int segment, int from, ulong last)
    {
        var (visitors, numbersOfGroups) = Segments[segment];
        return visitors.Count(from, last, numbersOfGroups, Numbers, _bits);
    }

    /// <inheritdoc/>
    public override void End()
    {
        _bits.Forget(Numbers.Count);
        Numbers.Clear();
    }

    /// <inheritdoc/>
    public override void AddTo(long[] counts) => _bits.AddTo(counts);
}

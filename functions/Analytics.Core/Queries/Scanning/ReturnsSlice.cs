using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts visitors in any number of groups of one dimension and of consecutive time buckets, and how many buckets before each was last in
/// the group of the same value. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// visitor A    /a on days 1, 2 and 5, /b on day 2      day 2 counts A for /a, after 1 day; day 5 counts A for /a, after 3 days
/// </code>
/// </remarks>
/// <param name="segments">The segments, and the index of each of their groups among all groups.</param>
/// <param name="returns">Gets the returns of visitors.</param>
internal sealed class ReturnsSlice((VisitorGroups Visitors, int[] Groups)[] segments, ReturnCounts returns) : OrderedSlice(segments)
{
    private readonly List<int> _found = [];
    private readonly long[] _visitors = new long[returns.Groups];
    private readonly int[] _returns = returns.Empty();

    /// <inheritdoc/>
    public override void AddTo(long[] counts)
    {
        for (var place = 0; place < _visitors.Length; place++)
        {
            counts[returns.GroupAt(place)] += _visitors[place];
        }

        returns.Add(_returns);
    }

    /// <inheritdoc/>
    protected override void CountVisitor(ReadOnlySpan<(int Segment, int From, int To)> runs)
    {
        _found.Clear();
        foreach (ref readonly var run in runs)
        {
            var (visitors, groups) = Segments[run.Segment];
            visitors.Read(run.From, run.To, groups, _found);
        }

        // In the order of places, the groups of one value follow each other by time.
        var places = CollectionsMarshal.AsSpan(_found);
        foreach (ref var place in places)
        {
            place = returns.PlaceOf(place);
        }

        places.Sort();
        var before = -1;
        foreach (var place in places)
        {
            if (place == before)
            {
                continue;
            }

            _visitors[place]++;
            if (before >= 0 && returns.BucketsBetween(before, place) is { } buckets)
            {
                _returns[(place * ReturnCounts.Width) + buckets]++;
            }

            before = place;
        }
    }
}

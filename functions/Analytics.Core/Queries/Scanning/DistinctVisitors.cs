using Analytics.Core.Columns;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the distinct visitors of each group over segments that may share visitors. No list of ids is merged: ids are cut into slices so
/// small that the visitors of a slice, and where segments have them, fit a processor's cache, and slices are counted in parallel.
/// </summary>
/// <remarks>
/// <code>
/// segment 1   (3, a) (3, b) (9, a)       slice 0–7: visitor 3 is number 0; pairs (0, a) (0, b); the second (0, a) is skipped
/// segment 2   (3, a) (8, b)              slice 8–15: visitors 9 and 8
/// </code>
/// Permanent ids are hashes, so equal ranges of ids have about equally many visitors; otherwise a slice takes longer, without other
/// consequences.
/// </remarks>
internal static class DistinctVisitors
{
    private const int PlacesOfSlice = 4_096;
    private const int BytesOfBits = 512 * 1024;

    /// <summary>
    /// Each segment has about so many places of a slice at least, because going to the next segment misses the processor's caches several
    /// times: with fewer places that takes longer than bits that only fit a larger cache.
    /// </summary>
    private const int PlacesOfSegment = 24;

    private const int MaxPlacesOfSlice = 65_536;
    private const int MaxBytesOfBits = 8 * 1024 * 1024;

    /// <summary>Counts the visitors whose ids have a prefix.</summary>
    /// <param name="prefixBits">Number of bits of the prefix; 0 for all visitors.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="segments">The segments, and the number that each of their groups has in <paramref name="counts"/>.</param>
    /// <param name="counts">The visitors of each group, added to.</param>
    /// <param name="returns">Gets when visitors were last in the groups of the same value; null if that is not asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static void Count(
        int prefixBits,
        int prefix,
        (VisitorGroups Visitors, int[] Groups)[] segments,
        long[] counts,
        ReturnCounts? returns,
        CancellationToken cancellationToken
    )
    {
        var range = VisitorRange.OfPrefix(prefixBits, prefix);
        var places = Array.ConvertAll(segments, segment => PlacesIn(segment.Visitors, range));
        var total = places.Sum(count => (long)count);
        var most = MostPlaces(counts.Length, places.Count(count => count > 0));
        var bits = 0;
        while (bits < 20 && (total >> bits) > most)
        {
            bits++;
        }

        var workers = Math.Min(1 << bits, Environment.ProcessorCount);
        ParallelWork.For(
            workers,
            cancellationToken,
            worker =>
            {
                var (first, end) = ((int)((1L << bits) * worker / workers), (int)((1L << bits) * (worker + 1) / workers));
                VisitorSlice slice =
                    returns is not null ? new ReturnsSlice(segments, returns)
                    : counts.Length <= BitSlice.MaxGroups ? new BitSlice(segments, counts.Length)
                    : new MarkedSlice(segments, counts.Length);
                CountSlices(segments, slice, prefixBits + bits, (prefix << bits) + first, (prefix << bits) + end, cancellationToken);
                lock (counts)
                {
                    slice.AddTo(counts);
                }
            }
        );
    }

    /// <summary>Returns how many places a slice may have.</summary>
    private static int MostPlaces(int groups, int segments)
    {
        var worthwhile = Math.Min(PlacesOfSegment * segments, MaxPlacesOfSlice);
        if (groups > BitSlice.MaxGroups)
        {
            return Math.Max(PlacesOfSlice, worthwhile);
        }

        var bytes = VisitorBits.BytesOf(groups);
        return Math.Max(Math.Clamp(BytesOfBits / bytes, PlacesOfSlice / 16, PlacesOfSlice), Math.Min(worthwhile, MaxBytesOfBits / bytes));
    }

    /// <summary>Counts the slices from the prefix <paramref name="first"/> to <paramref name="end"/>, exclusive.</summary>
    private static void CountSlices(
        (VisitorGroups Visitors, int[] Groups)[] segments,
        VisitorSlice slice,
        int bits,
        int first,
        int end,
        CancellationToken cancellationToken
    )
    {
        var places = new int[segments.Length];
        for (var segment = 0; segment < places.Length; segment++)
        {
            places[segment] = segments[segment].Visitors.FirstAtOrAbove(VisitorRange.OfPrefix(bits, first).First);
        }

        for (; first < end; first++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var segment = 0; segment < places.Length; segment++)
            {
                places[segment] = slice.Add(segment, places[segment], VisitorRange.OfPrefix(bits, first).Last);
            }

            slice.End();
        }
    }

    private static int PlacesIn(VisitorGroups visitors, VisitorRange range) =>
        (range.Last == ulong.MaxValue ? visitors.Length : visitors.FirstAtOrAbove(range.Last + 1)) - visitors.FirstAtOrAbove(range.First);
}

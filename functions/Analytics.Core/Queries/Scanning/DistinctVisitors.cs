using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the distinct visitors of each group over segments that may share visitors. No list of ids is merged: ids are cut into slices so
/// small that the visitors of a slice, and their pairs with groups, fit a processor's cache, and slices are counted in parallel.
/// </summary>
/// <remarks>
/// <code>
/// segment 1   (3, a) (3, b) (9, a)       slice 0–7: visitor 3 is number 0; pairs (0, a) (0, b); (0, a) again is known
/// segment 2   (3, a) (8, b)              slice 8–15: visitors 9 and 8
/// </code>
/// Lasting ids are hashes, so equal ranges of ids have about equally many visitors; where they have not, a slice takes longer and nothing
/// else.
/// </remarks>
internal static class DistinctVisitors
{
    private const int PairsOfSlice = 4_096;

    /// <summary>Counts the visitors whose ids have a prefix.</summary>
    /// <param name="prefixBits">Bits of the prefix; 0 for all visitors.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="runs">The pairs of each segment, and what number each of its groups has in <paramref name="counts"/>.</param>
    /// <param name="counts">The visitors of each group, added to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static void Count(
        int prefixBits,
        int prefix,
        IReadOnlyList<(VisitorPairs Pairs, int[] Groups)> runs,
        long[] counts,
        CancellationToken cancellationToken
    )
    {
        var range = VisitorRange.OfPrefix(prefixBits, prefix);
        var total = runs.Sum(run => (long)(run.Pairs.FirstAbove(range.Last) - run.Pairs.FirstAtOrAbove(range.First)));
        var bits = 0;
        while (bits < 20 && (total >> bits) > PairsOfSlice)
        {
            bits++;
        }

        var workers = Math.Min(1 << bits, Environment.ProcessorCount);
        Parallel.For(
            0,
            workers,
            new() { CancellationToken = cancellationToken },
            worker =>
            {
                var sums = workers == 1 ? counts : new long[counts.Length];
                var (first, end) = ((int)((1L << bits) * worker / workers), (int)((1L << bits) * (worker + 1) / workers));
                CountSlices(runs, prefixBits + bits, (prefix << bits) + first, (prefix << bits) + end, sums, cancellationToken);
                if (workers > 1)
                {
                    lock (counts)
                    {
                        for (var group = 0; group < sums.Length; group++)
                        {
                            counts[group] += sums[group];
                        }
                    }
                }
            }
        );
    }

    /// <summary>Counts slices: the visitors whose ids have one of some prefixes.</summary>
    private static void CountSlices(
        IReadOnlyList<(VisitorPairs Pairs, int[] Groups)> runs,
        int bits,
        int first,
        int end,
        long[] counts,
        CancellationToken cancellationToken
    )
    {
        var slice = new VisitorSlice(counts);
        var cursors = new int[runs.Count];
        for (var run = 0; run < cursors.Length; run++)
        {
            cursors[run] = runs[run].Pairs.FirstAtOrAbove(VisitorRange.OfPrefix(bits, first).First);
        }

        for (; first < end; first++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var run = 0; run < cursors.Length; run++)
            {
                cursors[run] = slice.Add(runs[run].Pairs, runs[run].Groups, cursors[run], VisitorRange.OfPrefix(bits, first).Last);
            }

            slice.End();
        }
    }
}

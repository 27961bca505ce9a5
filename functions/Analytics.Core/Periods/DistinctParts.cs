namespace Analytics.Core.Periods;

/// <summary>Excludes parts whose messages are all included in another part of the same period. O(n log n).</summary>
internal static class DistinctParts
{
    /// <summary>Returns the parts that count, in their original order.</summary>
    /// <exception cref="InvalidOperationException">
    /// Two parts of one period share some messages but not all, so they cannot be merged.
    /// </exception>
    public static List<IRollupPart> Choose(IReadOnlyList<IRollupPart> parts)
    {
        var dropped = new HashSet<int>();
        foreach (var group in Enumerable.Range(0, parts.Count).GroupBy(i => parts[i].Period).Where(group => group.Skip(1).Any()))
        {
            // The parts with most messages first, so that a part that contains another comes before it.
            var taken = new TakenRanges();
            foreach (var i in group.OrderByDescending(i => parts[i].Included.MessageCount))
            {
                if (!taken.TryTake(parts[i], out var isPartial))
                {
                    dropped.Add(i);
                }

                if (isPartial)
                {
                    throw new InvalidOperationException(
                        $"Two parts of {parts[i].Period.RowKey} share some messages of the "
                            + "event log but not all, so they cannot be merged."
                    );
                }
            }
        }

        return [.. parts.Where((_, i) => !dropped.Contains(i))];
    }

    /// <summary>Returns the ranges of a part's messages, each with its partition; for a day with its hours, also with the hour.</summary>
    private static IEnumerable<((int Hour, int Partition) Key, SequenceRange Range)> RangesOf(IRollupPart part)
    {
        for (var hour = part.Hours is null ? -1 : 0; hour < (part.Hours is null ? 0 : HourSet.Hours); hour++)
        {
            var included = part.Hours?[hour] ?? part.Included;
            foreach (var partition in included.Partitions)
            {
                foreach (var range in included.Ranges(partition))
                {
                    yield return ((hour, partition), range);
                }
            }
        }
    }

    /// <summary>Disjoint ranges of messages by hour and partition.</summary>
    private sealed class TakenRanges
    {
        private readonly Dictionary<(int Hour, int Partition), SortedList<long, SequenceRange>> _ranges = [];

        /// <summary>Adds all ranges of a part, or none if any of them is already contained.</summary>
        /// <returns>False if all of its messages are taken already.</returns>
        public bool TryTake(IRollupPart part, out bool isPartial)
        {
            var (inside, outside) = (0, 0);
            foreach (var (key, range) in RangesOf(part))
            {
                switch (Overlap(key, range))
                {
                    case null:
                        outside++;
                        break;
                    case { } other when other.First <= range.First && range.Last <= other.Last:
                        inside++;
                        break;
                    default:
                        isPartial = true;
                        return false;
                }
            }

            isPartial = inside > 0 && outside > 0;
            if (inside > 0)
            {
                return false;
            }

            foreach (var (key, range) in RangesOf(part))
            {
                Of(key)[range.First] = range;
            }

            return true;
        }

        /// <summary>A taken range that shares a message with a range; null if none does.</summary>
        private SequenceRange? Overlap((int Hour, int Partition) key, SequenceRange range)
        {
            var ranges = Of(key);
            var (low, high) = (0, ranges.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = ranges.Keys[middle] <= range.Last ? (middle + 1, high) : (low, middle);
            }

            // Disjoint ranges ascend by their ends as well: of those that begin before the end, the last reaches furthest.
            return low > 0 && ranges.Values[low - 1].Last >= range.First ? ranges.Values[low - 1] : null;
        }

        private SortedList<long, SequenceRange> Of((int Hour, int Partition) key) =>
            _ranges.TryGetValue(key, out var ranges) ? ranges : _ranges[key] = [];
    }
}

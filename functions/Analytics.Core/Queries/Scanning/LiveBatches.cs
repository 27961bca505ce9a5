namespace Analytics.Core.Queries.Scanning;

/// <summary>Divides live blocks into batches whose rows are in memory at a time.</summary>
internal static class LiveBatches
{
    /// <summary>The part of a day's events, and of its memory, that is added at a time.</summary>
    private const int Parts = 16;

    /// <summary>Returns the batches, in the order of the blocks; a block that is larger than one is alone.</summary>
    public static IEnumerable<List<LiveEntry>> Of(List<LiveEntry> blocks, OpenDayLimits limits)
    {
        var (first, events, bytes) = (0, 0L, 0L);
        for (var next = 0; next < blocks.Count; next++)
        {
            if (
                next > first
                && (
                    events + blocks[next].EventCount > limits.Sampling.MaxEvents / Parts
                    || bytes + blocks[next].StoredBytes > limits.MaxWeight / Parts
                )
            )
            {
                yield return blocks[first..next];
                (first, events, bytes) = (next, 0, 0);
            }

            events += blocks[next].EventCount;
            bytes += blocks[next].StoredBytes;
        }

        if (first < blocks.Count)
        {
            yield return blocks[first..];
        }
    }
}

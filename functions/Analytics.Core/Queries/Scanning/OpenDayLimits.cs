using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Sizes of a day that still grows, in memory.</summary>
internal sealed record OpenDayLimits
{
    /// <summary>Bytes that an event has where it is stored, of most sites with all of its texts.</summary>
    private const int UsualEventBytes = 32;

    /// <summary>Sizes beyond which visitors are left out.</summary>
    public SamplingLimits Sampling { get; init; } = SamplingLimits.OfOpenDay;

    /// <summary>Approximate bytes of rows beyond which visitors are left out.</summary>
    public long MaxWeight { get; init; } = 160 * 1024 * 1024;

    /// <summary>
    /// Approximate bytes of a site's days in memory beside the largest one, beyond which those asked for longest ago go.
    /// </summary>
    public long MaxOthersWeight { get; init; } = 64 * 1024 * 1024;

    /// <summary>Number of events from which on the day is divided into slices.</summary>
    public int SlicedFrom { get; init; } = 131_072;

    /// <summary>Bytes of texts, as they are stored, from which on it is, however few the events are.</summary>
    public long SlicedFromTextBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes of texts, as they are stored, of which a day is read: each is in memory three times, in the rows, in the numbering of the
    /// day's texts, and once more while rows are merged.
    /// </summary>
    public long MaxTextBytes => MaxWeight / 3;

    /// <summary>Number of bits of the visitors' ids that determine the slice.</summary>
    public int SliceBits { get; init; } = 5;

    /// <summary>
    /// Maximum bytes of the rows that are kept by visitor: beyond it, it is forgotten which of the older ones came when, and counters
    /// cached that long ago become invalid.
    /// </summary>
    public long MaxApartWeight { get; init; } = 64 * 1024 * 1024;

    /// <summary>Number of visitors with new events for whom cached counters are corrected even if they are a large part of all.</summary>
    public int FewVisitors { get; init; } = 1024;

    /// <summary>About how many of the bytes where events are stored are texts beyond the few that most events have.</summary>
    public static long TextBytesOf(long storedBytes, int events) => Math.Max(0, storedBytes - ((long)events * UsualEventBytes));
}

namespace Analytics.Core.Periods.Segments;

/// <summary>A part in segments, which are loaded on demand.</summary>
/// <param name="head">The part without its rows.</param>
/// <param name="segments">Its segments.</param>
/// <param name="load">Loads a segment.</param>
internal sealed class SegmentedPart(
    IRollupPart head,
    SegmentList segments,
    Func<SegmentEntry, CancellationToken, ValueTask<IRollupPart>> load
) : IPartSource
{
    /// <inheritdoc/>
    public IRollupPart Head => head;

    /// <inheritdoc/>
    public int Bits => segments.Bits;

    /// <inheritdoc/>
    public long StoredBytes { get; } = segments.Entries.Sum(static entry => (long)entry.Bytes);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken)
    {
        var loaded = new List<IRollupPart>();
        foreach (var entry in segments.Entries)
        {
            if (segments.RangeOf(entry).Overlaps(visitors))
            {
                loaded.Add(await load(entry, cancellationToken));
            }
        }

        return loaded;
    }
}

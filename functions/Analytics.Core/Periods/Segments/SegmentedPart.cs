namespace Analytics.Core.Periods.Segments;

/// <summary>A part in segments, which are loaded as they are needed.</summary>
/// <param name="rollup">The part without its rows.</param>
/// <param name="load">Loads a segment.</param>
internal sealed class SegmentedPart(Rollup rollup, Func<SegmentEntry, CancellationToken, ValueTask<Rollup>> load) : IPartSource
{
    private readonly SegmentList _segments = rollup.Segments ?? throw new ArgumentException("The rollup has no segments.", nameof(rollup));

    /// <inheritdoc/>
    public IRollupPart Head => rollup;

    /// <inheritdoc/>
    public int Bits => _segments.Bits;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken)
    {
        var loaded = new List<IRollupPart>();
        foreach (var entry in _segments.Entries)
        {
            if (_segments.RangeOf(entry).Overlaps(visitors))
            {
                loaded.Add(await load(entry, cancellationToken).ConfigureAwait(false));
            }
        }

        return loaded;
    }
}

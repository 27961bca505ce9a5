namespace Analytics.Core.Periods.Segments;

/// <summary>A part whose rows are in memory.</summary>
/// <param name="Head">The part.</param>
internal sealed record LoadedPart(IRollupPart Head) : IPartSource
{
    private readonly IRollupPart _cut = Head.CutByVisitors();

    /// <inheritdoc/>
    public int Bits => 0;

    /// <inheritdoc/>
    public long StoredBytes => Head.StoredBytes;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IRollupPart>>([visitors.IsAll ? Head : _cut]);
}

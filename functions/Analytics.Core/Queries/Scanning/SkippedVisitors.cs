namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The visitors to skip in the stored sources of a range, whose rows are joined. It does not reference the sources, so that it can be
/// cached longer than they live. Immutable.
/// </summary>
/// <param name="sources">The stored sources, with these visitors.</param>
internal sealed class SkippedVisitors(IReadOnlyList<StoredSource> sources)
{
    private readonly IReadOnlyList<(IReadOnlyList<ulong> Visitors, string Key)> _skipped =
    [
        .. sources.Select(source => (source.Skipped, source.SkippedKey)),
    ];

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => _skipped.Sum(source => 200L + (source.Visitors.Count * 8L) + (source.Key.Length * 2L));

    /// <summary>Returns newly read sources with the visitors to skip in each stored one.</summary>
    /// <param name="sources">The same sources in the same order as when their rows were joined, with the growing ones.</param>
    public IReadOnlyList<StoredSource> In(IReadOnlyList<ScanSource> sources) =>
        [
            .. sources
                .Where(static source => source.Open is null)
                .Zip(_skipped, (source, skipped) => new StoredSource(source, skipped.Visitors, skipped.Key)),
        ];
}

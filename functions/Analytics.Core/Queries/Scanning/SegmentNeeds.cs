namespace Analytics.Core.Queries.Scanning;

/// <summary>The columns of a segment that a scan reads.</summary>
/// <param name="Dimensions">The different dimensions.</param>
/// <param name="Texts">The site's numbering of their texts.</param>
internal sealed record SegmentNeeds(IReadOnlyList<ScanDimension> Dimensions, SiteTexts Texts)
{
    /// <summary>The numberings of the dimensions, in the same order.</summary>
    public IReadOnlyList<TextNumbers> Numbers { get; } = [.. Dimensions.Select(Texts.Of)];
}

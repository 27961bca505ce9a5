namespace Analytics.Core.Definitions;

/// <summary>The end of a segment that all readers of a site see: it is deleted or made personal.</summary>
/// <param name="Id">The segment's id.</param>
public sealed record SegmentRemoval(string Id);

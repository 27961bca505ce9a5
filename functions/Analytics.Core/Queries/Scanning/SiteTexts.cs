using System.Collections.Concurrent;
using Analytics.Core.Dimensions;
using Analytics.Core.Places;
using Analytics.Core.Queries.Labels;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the texts of a site by dimension, so that segments with different dictionaries can be counted in the same arrays. Thread-safe.
/// </summary>
/// <remarks>
/// A property or a dimension of visits whose text is the label of an absent or empty value, as <c>(none)</c>, has that value, so that an
/// answer has one row for each label, and filters, which see labels, find what the row counts.
/// Texts are never removed. A site's numbering is dropped as a whole when it grows too large; segments then number their dictionaries
/// again. A query keeps the numbering that it began with.
/// </remarks>
internal sealed class SiteTexts
{
    private readonly ConcurrentDictionary<ScanDimension, TextNumbers> _numbers = new();

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 500 + _numbers.Values.Sum(numbers => 500 + numbers.Weight);

    /// <summary>
    /// Returns the numbering of a dimension. All dimensions of pages share one numbering, and so do all dimensions of hosts.
    /// </summary>
    public TextNumbers Of(ScanDimension dimension) =>
        _numbers.GetOrAdd(
            dimension.Kind switch
            {
                ScanDimensionKind.EntryPage or ScanDimensionKind.ExitPage => ScanDimension.Of(EventDimension.Page),
                ScanDimensionKind.EntryPageHostname or ScanDimensionKind.ExitPageHostname => ScanDimension.Of(EventDimension.Hostname),
                _ => dimension,
            },
            static numbered =>
                new(
                    numbered.Kind switch
                    {
                        ScanDimensionKind.PlaceCode => PlaceText.CodeOf,
                        ScanDimensionKind.PlaceName => PlaceText.NameOf,
                        _ => null,
                    },
                    absent: numbered.Kind == ScanDimensionKind.Property ? DimensionLabels.None : null,
                    empty: numbered.Kind == ScanDimensionKind.Property || numbered.IsOfVisit
                        ? DimensionLabels.Of(DimensionTable.LabelsOf(numbered), string.Empty)
                        : null
                )
        );
}

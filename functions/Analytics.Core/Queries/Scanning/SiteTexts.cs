using System.Collections.Concurrent;
using Analytics.Core.Dimensions;
using Analytics.Core.Places;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the texts of a site by dimension, so that segments with dictionaries of their own can be counted in the same arrays.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Texts are never removed: a site's numbering is dropped as a whole when it grows too large, and segments number their dictionaries
/// again. A query keeps the numbering it began with.
/// </remarks>
internal sealed class SiteTexts
{
    private readonly ConcurrentDictionary<ScanDimension, TextNumbers> _numbers = new();

    /// <summary>About how much memory the texts take, in bytes.</summary>
    public long Weight => 500 + _numbers.Values.Sum(numbers => 500 + numbers.Weight);

    /// <summary>The numbers of a dimension. Pages have the same numbers wherever they occur, and so have hosts.</summary>
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
                    }
                )
        );
}

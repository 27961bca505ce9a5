using Analytics.Core.Dimensions;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A dimension as the rollups store it.</summary>
/// <param name="Kind">The origin of its values.</param>
/// <param name="Code">The number of the <see cref="VisitDimension"/> or <see cref="EventDimension"/>; 0 otherwise.</param>
/// <param name="Property">The key of a <see cref="ScanDimensionKind.Property"/>; otherwise null.</param>
public readonly record struct ScanDimension(ScanDimensionKind Kind, byte Code = 0, string? Property = null)
{
    /// <summary>Returns a dimension of the visit's first event.</summary>
    public static ScanDimension Of(VisitDimension dimension) => new(ScanDimensionKind.Visit, (byte)dimension);

    /// <summary>Returns the codes or the names of a dimension of places.</summary>
    /// <param name="kind"><see cref="ScanDimensionKind.PlaceCode"/> or <see cref="ScanDimensionKind.PlaceName"/>.</param>
    /// <param name="dimension">The dimension.</param>
    public static ScanDimension OfPlace(ScanDimensionKind kind, VisitDimension dimension) => new(kind, (byte)dimension);

    /// <summary>Returns a dimension of each event.</summary>
    public static ScanDimension Of(EventDimension dimension) => new(ScanDimensionKind.Event, (byte)dimension);

    /// <summary>Returns a custom property of each event.</summary>
    public static ScanDimension OfProperty(string key) => new(ScanDimensionKind.Property, 0, key);

    /// <summary>True if the value is that of a visit's first or last pageview.</summary>
    public bool IsOfPageview =>
        Kind
            is ScanDimensionKind.EntryPage
                or ScanDimensionKind.ExitPage
                or ScanDimensionKind.EntryPageHostname
                or ScanDimensionKind.ExitPageHostname;

    /// <summary>True if the value comes from a stored column of the visit.</summary>
    public bool IsOfVisit => Kind is ScanDimensionKind.Visit or ScanDimensionKind.PlaceCode or ScanDimensionKind.PlaceName;

    /// <summary>True if the value belongs to the event and not to its visit.</summary>
    public bool IsOfEvent => Kind is ScanDimensionKind.Event or ScanDimensionKind.Property or ScanDimensionKind.Goal;
}

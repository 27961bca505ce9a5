using System.Collections.Frozen;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Labels;

/// <summary>
/// Every dimension of the API with the place of its values. Each <see cref="VisitDimension"/> has a row under its own name; to add
/// another dimension, add a row.
/// </summary>
public static class DimensionTable
{
    /// <summary>Prefix of a property's key.</summary>
    public const string PropertyPrefix = "event:props:";

    /// <summary>The host of an event's page; as a filter beside a visit dimension the visit's entry host.</summary>
    public const string Hostname = "event:hostname";

    /// <summary>The host of an event's page, also as a filter beside a visit dimension.</summary>
    public const string PageHostname = "event:page_hostname";

    /// <summary>The page on which a visit began.</summary>
    public const string EntryPage = "visit:entry_page";

    /// <summary>The host of <see cref="EntryPage"/>.</summary>
    public const string EntryPageHostname = "visit:entry_page_hostname";

    /// <summary>The page on which a visit ended.</summary>
    public const string ExitPage = "visit:exit_page";

    /// <summary>The host of <see cref="ExitPage"/>.</summary>
    public const string ExitPageHostname = "visit:exit_page_hostname";

    private const int MaxPropertyKey = 300;

    private static readonly QueryDimension[] All =
    [
        Time("time", TimeGranularity.Auto),
        Time("time:minute", TimeGranularity.Minute),
        Time("time:hour", TimeGranularity.Hour),
        Time("time:day", TimeGranularity.Day),
        Time("time:week", TimeGranularity.Week),
        Time("time:month", TimeGranularity.Month),
        Event("event:page", EventDimension.Page),
        Event(Hostname, EventDimension.Hostname, LabelKind.Host),
        Event(PageHostname, EventDimension.Hostname, LabelKind.Host),
        Event("event:name", EventDimension.Name),
        Derived("event:goal", ScanDimensionKind.Goal),
        .. Enum.GetValues<VisitDimension>().Select(ByItsName),
        Derived(EntryPage, ScanDimensionKind.EntryPage),
        Derived(ExitPage, ScanDimensionKind.ExitPage),
        Derived(EntryPageHostname, ScanDimensionKind.EntryPageHostname, LabelKind.Host),
        Derived(ExitPageHostname, ScanDimensionKind.ExitPageHostname, LabelKind.Host),
        Visit("visit:screen", VisitDimension.Device),
        Visit("visit:country_name", VisitDimension.Country, LabelKind.CountryName),
        Place("visit:region_name", VisitDimension.Region, ScanDimensionKind.PlaceName, LabelKind.Plain),
        Place("visit:city_name", VisitDimension.City, ScanDimensionKind.PlaceName, LabelKind.Plain),
    ];

    private static readonly FrozenDictionary<string, QueryDimension> ByName = All.ToFrozenDictionary(
        dimension => dimension.Name,
        StringComparer.Ordinal
    );

    /// <summary>Returns the dimension of a name.</summary>
    /// <returns>The dimension; null for an unknown name.</returns>
    public static QueryDimension? Find(string name) =>
        ByName.TryGetValue(name, out var dimension) ? dimension
        : name.StartsWith(PropertyPrefix, StringComparison.Ordinal) && name.Length - PropertyPrefix.Length is > 0 and <= MaxPropertyKey
            ? new QueryDimension(name, null, ScanDimension.OfProperty(name[PropertyPrefix.Length..]), LabelKind.Property)
        : null;

    /// <summary>Returns the kind of labels that stored values of a dimension have.</summary>
    internal static LabelKind LabelsOf(ScanDimension stored) =>
        stored.Kind == ScanDimensionKind.Property
            ? LabelKind.Property
            : All.FirstOrDefault(dimension => !dimension.IsTime && dimension.Stored == stored)?.Labels ?? LabelKind.Plain;

    /// <summary>Returns the names for an error message.</summary>
    /// <param name="withTime">True to include the time dimensions.</param>
    public static string Names(bool withTime) =>
        string.Join(", ", All.Where(dimension => withTime || !dimension.IsTime).Select(dimension => dimension.Name))
        + $", {PropertyPrefix}KEY";

    private static QueryDimension Time(string name, TimeGranularity granularity) => new(name, granularity, default, LabelKind.Plain);

    private static QueryDimension Event(string name, EventDimension dimension, LabelKind labels = LabelKind.Plain) =>
        new(name, null, ScanDimension.Of(dimension), labels);

    private static QueryDimension ByItsName(VisitDimension dimension) =>
        dimension switch
        {
            VisitDimension.Source or VisitDimension.Referrer => Visit(dimension.Name, dimension, LabelKind.Direct),
            VisitDimension.Country => Visit(dimension.Name, dimension, LabelKind.Country),
            VisitDimension.Region => Place(dimension.Name, dimension, ScanDimensionKind.PlaceCode, LabelKind.Region),
            VisitDimension.City => Place(dimension.Name, dimension, ScanDimensionKind.PlaceCode, LabelKind.Plain),
            VisitDimension.Language => Visit(dimension.Name, dimension, LabelKind.Language),
            _ => Visit(dimension.Name, dimension),
        };

    private static QueryDimension Visit(string name, VisitDimension dimension, LabelKind labels = LabelKind.Plain) =>
        new(name, null, ScanDimension.Of(dimension), labels);

    private static QueryDimension Place(string name, VisitDimension dimension, ScanDimensionKind kind, LabelKind labels) =>
        new(name, null, ScanDimension.OfPlace(kind, dimension), labels);

    private static QueryDimension Derived(string name, ScanDimensionKind kind, LabelKind labels = LabelKind.Plain) =>
        new(name, null, new ScanDimension(kind), labels);
}

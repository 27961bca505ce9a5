using System.Collections.Frozen;
using Analytics.Core.Imports;
using Analytics.Core.Periods;
using Analytics.Core.Places;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Imports;

/// <summary>A table of daily aggregates as a scan uses it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Counters">The counters that it provides, with their measures.</param>
/// <param name="Name">The name of all its events; null if it has a column of names or names are not needed.</param>
internal sealed record ImportSource(
    ImportedTable Table,
    IReadOnlyList<(ImportedMeasure Measure, ScanCounter Counter)> Counters,
    string? Name = null
)
{
    /// <summary>Custom events of which Plausible exports the property <c>url</c>.</summary>
    private static readonly string[] WithUrl = ["Outbound Link: Click", "Cloaked Link: Click", "File Download"];

    /// <summary>Custom events of which Plausible exports the property <c>path</c>.</summary>
    private static readonly string[] WithPath = ["404", "WP Form Completions", "Form: Submission"];

    private static readonly ScanDimension NameDimension = ScanDimension.Of(Dimensions.EventDimension.Name);
    private static readonly ScanDimension Url = ScanDimension.OfProperty("url");
    private static readonly ScanDimension Path = ScanDimension.OfProperty("path");

    private readonly Dictionary<ScanDimension, int> _positions = Table
        .Keys.Index()
        .ToDictionary(key => DimensionTable.Find(key.Item.Dimension)!.Stored, key => key.Index);

    /// <summary>
    /// The substitution of a dimension by a stored one, such as the page by the entry page for bounces; null without one.
    /// </summary>
    public (ScanDimension Asked, ScanDimension Stored)? Alias { get; init; }

    /// <summary>
    /// The names of places by code, for each dimension of names; a code without one is its own name, as where an event has none.
    /// </summary>
    public IReadOnlyDictionary<ScanDimension, IReadOnlyDictionary<string, string>> PlaceNames { get; init; } =
        FrozenDictionary<ScanDimension, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>Returns true if the table has a dimension, at least for some of its rows.</summary>
    public bool Has(ScanDimension dimension) =>
        _positions.ContainsKey(Stored(dimension)) || (Name is not null && dimension == NameDimension);

    /// <summary>Returns the columns of a scan's dimensions, by position in the table.</summary>
    public IEnumerable<int> ColumnsOf(IEnumerable<ScanDimension> dimensions) =>
        dimensions.Select(Stored).Where(_positions.ContainsKey).Select(dimension => _positions[dimension]);

    /// <summary>Gets the value of a dimension of a row.</summary>
    /// <returns>False if the aggregates do not have it.</returns>
    public bool TryValue(ImportedRow row, ScanDimension dimension, out string? value)
    {
        value = Name;
        if (dimension == NameDimension && Name is not null)
        {
            return true;
        }

        if (!_positions.TryGetValue(Stored(dimension), out var position))
        {
            return false;
        }

        value = row.Keys[position];
        if (dimension.Kind == ScanDimensionKind.PlaceName)
        {
            value = PlaceNames.GetValueOrDefault(dimension)?.GetValueOrDefault(value) ?? PlaceText.NameOf(value).ToString();
            return true;
        }

        if (value.Length == 0 && dimension.Kind == ScanDimensionKind.Property)
        {
            value = null;
            var tables =
                dimension == Url ? WithUrl
                : dimension == Path ? WithPath
                : [];
            return tables.Contains(row.Keys[_positions[NameDimension]]);
        }

        return true;
    }

    /// <summary>Returns true if a row counts: Plausible exports engagements among custom events, and they are no events.</summary>
    public bool Counts(ImportedRow row) =>
        !_positions.TryGetValue(NameDimension, out var position) || row.Keys[position] != VisitRules.Engagement;

    /// <summary>Tests a filter on a row.</summary>
    /// <returns>Null if the aggregates cannot tell.</returns>
    public bool? Holds(ScanFilter? filter, ImportedRow row) =>
        filter switch
        {
            null => true,
            ScanFilter.Match match => TryValue(row, match.Dimension, out var value) ? match.Matches(value) : null,
            ScanFilter.Not not => !Holds(not.Filter, row),
            ScanFilter.Goal goal => Holds(goal.Filter, row),
            ScanFilter.And and => All(and.Filters, row, decisive: false),
            ScanFilter.Or or => All(or.Filters, row, decisive: true),
            _ => null,
        };

    // A decisive part determines the result even if other parts are unknown.
    private bool? All(IReadOnlyList<ScanFilter> filters, ImportedRow row, bool decisive)
    {
        bool? result = !decisive;
        foreach (var filter in filters)
        {
            var holds = Holds(filter, row);
            if (holds == decisive)
            {
                return decisive;
            }

            result = holds is null ? null : result;
        }

        return result;
    }

    // The tables have the codes of places.
    private ScanDimension Stored(ScanDimension dimension) =>
        Alias is { } alias && dimension == alias.Asked ? alias.Stored
        : dimension.Kind == ScanDimensionKind.PlaceName ? dimension with { Kind = ScanDimensionKind.PlaceCode }
        : dimension;
}

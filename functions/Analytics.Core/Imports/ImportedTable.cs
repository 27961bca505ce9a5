using System.Collections.Frozen;

namespace Analytics.Core.Imports;

/// <summary>A table of daily aggregates as Plausible exports it. To import another one, add a row to <see cref="All"/>.</summary>
/// <param name="Name">The name at the start of its files.</param>
/// <param name="Keys">The columns by which its rows are grouped in addition to the date, with the corresponding dimensions of the
/// API.</param>
/// <param name="Measures">The columns of numbers.</param>
public sealed record ImportedTable(
    string Name,
    IReadOnlyList<(string Column, string Dimension)> Keys,
    IReadOnlyList<(string Column, ImportedMeasure Measure)> Measures
)
{
    /// <summary>The dimension of the channel. Where it is no column, it is derived from the other columns of a source.</summary>
    public const string Channel = "visit:channel";

    private static readonly (string, ImportedMeasure)[] VisitColumns =
    [
        ("visitors", ImportedMeasure.Visitors),
        ("visits", ImportedMeasure.Visits),
        ("visit_duration", ImportedMeasure.VisitSeconds),
        ("bounces", ImportedMeasure.Bounces),
        ("pageviews", ImportedMeasure.Pageviews),
    ];

    /// <summary>Every table.</summary>
    public static IReadOnlyList<ImportedTable> All { get; } =
    [
        new("imported_visitors", [], VisitColumns),
        new(
            "imported_sources",
            [
                ("source", "visit:source"),
                ("referrer", "visit:referrer"),
                ("utm_source", "visit:utm_source"),
                ("utm_medium", "visit:utm_medium"),
                ("utm_campaign", "visit:utm_campaign"),
                ("utm_content", "visit:utm_content"),
                ("utm_term", "visit:utm_term"),
                ("channel", Channel),
            ],
            VisitColumns
        ),
        new(
            "imported_pages",
            [("hostname", "event:hostname"), ("page", "event:page")],
            [
                ("visits", ImportedMeasure.Visits),
                ("visitors", ImportedMeasure.Visitors),
                ("pageviews", ImportedMeasure.Pageviews),
                ("total_scroll_depth", ImportedMeasure.ScrollDepths),
                ("total_scroll_depth_visits", ImportedMeasure.ScrollVisits),
                ("total_time_on_page", ImportedMeasure.PageSeconds),
                ("total_time_on_page_visits", ImportedMeasure.TimedVisits),
            ]
        ),
        new(
            "imported_entry_pages",
            [("entry_page", "visit:entry_page")],
            [
                ("visitors", ImportedMeasure.Visitors),
                ("entrances", ImportedMeasure.Visits),
                ("visit_duration", ImportedMeasure.VisitSeconds),
                ("bounces", ImportedMeasure.Bounces),
                ("pageviews", ImportedMeasure.Pageviews),
            ]
        ),
        new(
            "imported_exit_pages",
            [("exit_page", "visit:exit_page")],
            [
                ("visitors", ImportedMeasure.Visitors),
                ("visit_duration", ImportedMeasure.VisitSeconds),
                ("exits", ImportedMeasure.Visits),
                ("bounces", ImportedMeasure.Bounces),
                ("pageviews", ImportedMeasure.Pageviews),
            ]
        ),
        new(
            "imported_custom_events",
            [("name", "event:name"), ("link_url", "event:props:url"), ("path", "event:props:path")],
            [("visitors", ImportedMeasure.Visitors), ("events", ImportedMeasure.Events)]
        ),
        new("imported_locations", [("country", "visit:country"), ("region", "visit:region"), ("city", "visit:city")], VisitColumns),
        new("imported_devices", [("device", "visit:device")], VisitColumns),
        new("imported_browsers", [("browser", "visit:browser"), ("browser_version", "visit:browser_version")], VisitColumns),
        new(
            "imported_operating_systems",
            [("operating_system", "visit:os"), ("operating_system_version", "visit:os_version")],
            VisitColumns
        ),
    ];

    private static readonly FrozenDictionary<string, ImportedTable> ByName = All.ToFrozenDictionary(
        table => table.Name,
        StringComparer.Ordinal
    );

    /// <summary>Returns the table of a name; null if there is none.</summary>
    public static ImportedTable? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Returns the table of a file; null if there is none.</summary>
    /// <param name="file">A name such as <c>imported_pages_20230209_20240123.csv</c>.</param>
    public static ImportedTable? OfFile(string file) =>
        !file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? null
            : All.FirstOrDefault(table =>
                file.Equals($"{table.Name}.csv", StringComparison.OrdinalIgnoreCase)
                || file.StartsWith($"{table.Name}_2", StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Returns the position of a measure among the numbers of a row; −1 if the table has none.</summary>
    public int IndexOf(ImportedMeasure measure)
    {
        for (var i = 0; i < Measures.Count; i++)
        {
            if (Measures[i].Measure == measure)
            {
                return i;
            }
        }

        return -1;
    }
}

namespace Analytics.Core.Tests.Architecture;

/// <summary>The folders of Core depend one way, as this table says.</summary>
public sealed class FolderTests
{
    /// <summary>The folders each folder may use, from the lowest to the highest: a row names rows above it alone.</summary>
    private static readonly (string Folder, string[] MayUse)[] Table =
    [
        // Primitives.
        ("Bytes", []),
        ("Columns", []),
        ("Hashing", []),
        ("Telemetry", []),
        ("Text", ["Hashing"]),
        ("Caching", ["Hashing"]),
        // The log and the tables.
        ("Tables", []),
        ("Dimensions", []),
        ("Places", []),
        ("EventLog", ["Bytes", "Dimensions", "Text"]),
        ("Partitioning", ["EventLog", "Hashing", "Tables"]),
        // An event, and what is derived from it.
        ("Acquisition", ["EventLog", "Text"]),
        ("Agents", ["EventLog", "Hashing"]),
        ("Visitors", ["Hashing", "Tables"]),
        ("AccessLogs", ["EventLog", "Hashing", "Text"]),
        // Rows.
        ("Periods", ["Bytes", "Columns", "Dimensions", "Hashing", "Text"]),
        ("Live", ["Bytes", "Hashing", "Partitioning", "Periods", "Tables", "Text"]),
        ("DeadLetters", ["EventLog", "Hashing", "Tables", "Telemetry"]),
        ("Rollups", ["Bytes", "DeadLetters", "Live", "Partitioning", "Periods", "Tables"]),
        // A site, and what its owner defines.
        ("Sites", ["Bytes", "Caching", "Partitioning", "Tables", "Text"]),
        ("Definitions", ["Caching", "Hashing", "Sites", "Tables"]),
        ("Imports", ["Acquisition", "Bytes", "Caching", "Definitions", "Tables", "Text"]),
        ("Keys", ["Caching", "Hashing", "Tables"]),
        ("Retention", ["DeadLetters", "Imports", "Periods", "Rollups", "Sites", "Tables"]),
        // The way of an event, and the way back.
        (
            "Collection",
            ["Agents", "Caching", "Dimensions", "EventLog", "Partitioning", "Places", "Sites", "Telemetry", "Text", "Visitors"]
        ),
        (
            "Aggregation",
            [
                "Acquisition",
                "DeadLetters",
                "Dimensions",
                "EventLog",
                "Hashing",
                "Live",
                "Partitioning",
                "Periods",
                "Sites",
                "Tables",
                "Telemetry",
                "Text",
            ]
        ),
        (
            "Queries",
            [
                "Bytes",
                "Caching",
                "Columns",
                "DeadLetters",
                "Definitions",
                "Dimensions",
                "Hashing",
                "Imports",
                "Live",
                "Partitioning",
                "Periods",
                "Places",
                "Rollups",
                "Sites",
                "Tables",
                "Telemetry",
                "Text",
                "Visitors",
            ]
        ),
        ("Alerts", ["DeadLetters", "Definitions", "Queries", "Sites", "Tables"]),
        ("Exports", ["Dimensions", "Hashing", "Places", "Queries", "Sites"]),
        // What an operator watches and starts.
        ("Operations", ["DeadLetters", "EventLog", "Live", "Rollups", "Tables", "Telemetry"]),
        ("Archives", ["Bytes", "EventLog", "Live", "Tables"]),
        ("Jobs", ["Periods", "Tables"]),
        (
            "Reprocessing",
            [
                "Aggregation",
                "Archives",
                "Bytes",
                "DeadLetters",
                "Dimensions",
                "EventLog",
                "Hashing",
                "Jobs",
                "Live",
                "Partitioning",
                "Periods",
                "Queries",
                "Retention",
                "Rollups",
                "Sites",
                "Tables",
                "Text",
            ]
        ),
        (
            "Erasures",
            [
                "Aggregation",
                "Archives",
                "Bytes",
                "DeadLetters",
                "EventLog",
                "Hashing",
                "Imports",
                "Jobs",
                "Keys",
                "Live",
                "Partitioning",
                "Periods",
                "Reprocessing",
                "Rollups",
                "Sites",
                "Tables",
                "Text",
                "Visitors",
            ]
        ),
    ];

    private static readonly string Core = Repository.File("functions/Analytics.Core");
    private static readonly IReadOnlyList<FolderUse> Uses = FolderUses.Of("Analytics.Core", Sources());

    [Fact]
    public void A_folder_uses_only_the_folders_that_the_table_allows_it()
    {
        var allowed = Table.ToDictionary(row => row.Folder, row => row.MayUse);
        var forbidden = Uses.Where(use => !allowed.TryGetValue(use.Folder, out var mayUse) || !mayUse.Contains(use.Used)).ToList();
        Assert.True(
            forbidden.Count == 0,
            $"Move the type to where both folders may use it, or allow the pair here if that makes no cycle.{Lines(forbidden)}"
        );
    }

    [Fact]
    public void Every_folder_stands_in_the_table() =>
        Assert.Equal(
            Table.Select(row => row.Folder).Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[0])
                .Where(folder => folder is not "obj" and not "bin")
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_table_allows_no_more_than_is_used()
    {
        var unused = Table
            .SelectMany(row => row.MayUse.Select(used => (row.Folder, Used: used)))
            .Where(pair => !Uses.Any(use => use.Folder == pair.Folder && use.Used == pair.Used))
            .Select(pair => $"{pair.Folder} no longer uses {pair.Used}")
            .ToList();
        Assert.True(unused.Count == 0, $"Take the pair out of the table.{Lines(unused)}");
    }

    [Fact]
    public void A_row_of_the_table_names_rows_above_it_alone_so_that_no_folders_form_a_cycle()
    {
        var above = new HashSet<string>();
        foreach (var (folder, mayUse) in Table)
        {
            Assert.All(
                mayUse,
                used => Assert.True(above.Contains(used), $"{folder} may not use {used}, which stands no higher in the table.")
            );
            Assert.True(above.Add(folder), $"{folder} stands in the table twice.");
        }
    }

    [Fact]
    public void Imports_qualified_names_and_references_in_documentation_are_uses()
    {
        (string, string)[] sources =
        [
            ("Gate.cs", "namespace House.Doors;\n\npublic sealed class Gate;\npublic sealed class Lock;"),
            (
                "Wall.cs",
                "using House.Doors;\n\nnamespace House.Walls.Outer;\n\n/// <summary>Beside a <see "
                    + "cref=\"Gate\"/>.</summary>\ninternal sealed class Wall;"
            ),
            ("Roof.cs", "namespace House.Roofs;\n\ninternal sealed class Roof\n{\n    private Walls.Outer.Wall _wall;\n}"),
            ("Root.cs", "using Doors.Other;\n\nnamespace House.Doors;\n\ninternal readonly record struct Root(Gate Gate);"),
        ];

        var uses = FolderUses.Of("House", sources).Select(use => use.ToString());

        Assert.Equal(["Walls uses Doors: Wall.cs names Gate", "Roofs uses Walls: Roof.cs names Wall"], uses);
    }

    private static string Lines<T>(IEnumerable<T> lines) => string.Concat(lines.Select(line => $"\n  {line}"));

    private static List<(string File, string Text)> Sources() =>
        [
            .. Directory
                .EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
        ];
}

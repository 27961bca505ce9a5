using System.Globalization;
using Analytics.Core.Imports;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Imports;

/// <summary>CSV files of daily tables, as Plausible exports them, and the cells of their rows by column.</summary>
internal sealed class ImportedTables
{
    private const string Visits = "visitors,visits,visit_duration,bounces,pageviews";

    private static readonly (string Table, string Keys, string Numbers)[] Columns =
    [
        ("imported_visitors", "", Visits),
        ("imported_sources", "source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term", Visits),
        (
            "imported_pages",
            "hostname,page",
            "visits,visitors,pageviews,total_scroll_depth,total_scroll_depth_visits,total_time_on_page,total_time_on_page_visits"
        ),
        ("imported_entry_pages", "entry_page", "visitors,entrances,visit_duration,bounces,pageviews"),
        ("imported_exit_pages", "exit_page", "visitors,visit_duration,exits,bounces,pageviews"),
        ("imported_custom_events", "name,link_url,path", "visitors,events"),
        ("imported_locations", "country,region,city", Visits),
        ("imported_devices", "device", Visits),
        ("imported_browsers", "browser,browser_version", Visits),
        ("imported_operating_systems", "operating_system,operating_system_version", Visits),
    ];

    private readonly Random _random = new(5);

    public ImportedTables(DateOnly first, int days)
    {
        foreach (var (table, keys, numbers) in Columns)
        {
            Texts[table] =
                $"\"date\",{string.Join(',', $"{keys},{numbers}".Split(',', StringSplitOptions.RemoveEmptyEntries).Select(column => $"\"{column}\""))}\n";
            for (var day = first; day < first.AddDays(days); day = day.AddDays(1))
            {
                foreach (var values in KeysOf(table))
                {
                    Add(table, day, keys, values, numbers);
                }
            }
        }
    }

    /// <summary>The files by table.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>All rows.</summary>
    public List<(string Table, DateOnly Day, Dictionary<string, string> Cells)> Rows { get; } = [];

    /// <summary>Imports files as a server does.</summary>
    public Task<DailyImport> ImportAsync(
        Installation installation,
        string site,
        DateOnly? ownFrom = null,
        string hash = "h",
        params string[] without
    ) => ImportAsync(installation.Imports, site, ownFrom, hash, without);

    /// <summary>Imports files as a server does.</summary>
    public async Task<DailyImport> ImportAsync(
        DailyImports imports,
        string site,
        DateOnly? ownFrom = null,
        string hash = "h",
        params string[] without
    )
    {
        var token = TestContext.Current.CancellationToken;
        var draft = new ImportedDraft(hash);
        foreach (var (name, text) in Texts.Where(file => !without.Contains(file.Key)))
        {
            var csv = new ImportedCsv(name, ImportedTable.Find(name)!);
            var rows = Read(csv, text).ToList();
            rows.ForEach(draft.Add);
            draft.Add(csv, rows.Count);
        }

        IReadOnlyList<ImportedDays> own = ownFrom is { } from ? [new(from, DateOnly.MaxValue)] : [];
        var (import, _, _) = await imports.BeginAsync(site, draft, own, token);
        var writer = imports.Write(site, import);
        foreach (var (name, text) in Texts.Where(file => !without.Contains(file.Key)))
        {
            foreach (var row in Read(new(name, ImportedTable.Find(name)!), text))
            {
                await writer.AddAsync(ImportedTable.Find(name)!, row, token);
            }
        }

        await writer.CompleteAsync(token);
        return (await imports.CompleteAsync(site, import.Id, token))!;
    }

    /// <summary>The sum of a column over rows.</summary>
    public double Sum(string table, string column, Func<(DateOnly Day, Dictionary<string, string> Cells), bool>? where = null) =>
        Rows.Where(row => row.Table == table && where?.Invoke((row.Day, row.Cells)) != false)
            .Sum(row => double.Parse(row.Cells[column], CultureInfo.InvariantCulture));

    private static IEnumerable<ImportedRow> Read(ImportedCsv csv, string text) => text.Split('\n').Select(csv.Read).OfType<ImportedRow>();

    private static string[][] KeysOf(string table) =>
        table switch
        {
            "imported_visitors" =>
            [
                [],
            ],
            "imported_sources" =>
            [
                ["Google", "google.com", "", "", "", "", ""],
                ["", "", "", "", "", "", ""],
                ["news", "", "news", "email", "spring", "a", "b"],
            ],
            "imported_pages" =>
            [
                ["s.example", "/"],
                ["s.example", "/thanks"],
                ["shop.example", "/"],
                ["s.example", "/a \"b\", c"],
            ],
            "imported_entry_pages" =>
            [
                ["/"],
                ["/thanks"],
                ["/a \"b\", c"],
            ],
            "imported_exit_pages" =>
            [
                ["/"],
                ["/thanks"],
            ],
            "imported_custom_events" =>
            [
                ["Signup", "", ""],
                ["Outbound Link: Click", "https://one.example/", ""],
                ["Outbound Link: Click", "https://two.example/", ""],
                ["404", "", "/no-such-page"],
            ],
            "imported_locations" =>
            [
                ["DE", "DE-BE", "2950159"],
                ["DE", "DE-BY", "2867714"],
                ["EE", "EE-37", "588409"],
                ["", "", "0"],
            ],
            "imported_devices" =>
            [
                ["Desktop"],
                ["Mobile"],
            ],
            "imported_browsers" =>
            [
                ["Chrome", "124.0"],
                ["Chrome", "125.0"],
                ["Safari", "17.5"],
            ],
            _ =>
            [
                ["Windows", "10"],
                ["Mac", "14.5"],
            ],
        };

    private void Add(string table, DateOnly day, string keys, string[] values, string numbers)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in keys.Split(',', StringSplitOptions.RemoveEmptyEntries).Zip(values))
        {
            cells[key] = value;
        }

        var most = _random.Next(10, 1_000);
        foreach (var number in numbers.Split(','))
        {
            cells[number] = (number is "bounces" or "visitors" ? _random.Next(0, 10) : _random.Next(10, most + 1)).ToString(
                CultureInfo.InvariantCulture
            );
        }

        var quoted = cells
            .Values.Take(values.Length)
            .Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
            .Concat(cells.Values.Skip(values.Length));
        Texts[table] += $"\"{day:yyyy-MM-dd}\",{string.Join(',', quoted)}\n";
        Rows.Add((table, day, cells));
    }
}

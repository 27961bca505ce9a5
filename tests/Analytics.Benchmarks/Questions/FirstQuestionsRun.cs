using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Benchmarks.Scale;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Questions;

/// <summary>
/// Standard questions, dashboards and funnels about a data directory, in this process, each with nothing remembered but compiled code.
/// <c>first-questions --dir DIR [--rounds N] [--only WORD]</c>; the directory is one that compare.mjs has kept.
/// </summary>
internal static class FirstQuestionsRun
{
    private static readonly string[] Counts = ["visitors", "pageviews"];

    public static async Task<int> RunAsync(string[] args)
    {
        var directory =
            args.Option("--dir")
            ?? throw new ArgumentException("--dir names no directory; give one that compare.mjs has kept with --keep.");
        var only = args.Option("--only") ?? string.Empty;
        using var tables = SqliteTableStore.Open(Path.Combine(directory, "data", "tables.db"));
        var sites = new SiteRegistry(tables, TimeProvider.System);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "questions.json")));
        var standard = json
            .RootElement.GetProperty("base")
            .EnumerateArray()
            .Select(entry => (Name: entry[0].GetString()!, Body: entry[1].GetRawText()))
            .ToList();
        var first = QueryParser.Parse(Encoding.UTF8.GetBytes(standard[0].Body));
        var site = (await sites.FindAsync(first.SiteIds[0], default))!.Site;
        var range = JsonDocument.Parse(standard[0].Body).RootElement.GetProperty("date_range").GetRawText();
        foreach (
            var (name, ask) in Questions(standard, range, site, tables, sites)
                .Where(question => question.Name.StartsWith(only, StringComparison.Ordinal))
        )
        {
            await ReportAsync(name, ask, args.Option("--rounds", 5));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak resident memory {process.PeakWorkingSet64 / 1e6:F0} MB"));
        return 0;
    }

    private static IEnumerable<(string Name, Func<Task> Ask)> Questions(
        List<(string Name, string Body)> standard,
        string range,
        Site site,
        ITableStore tables,
        SiteRegistry sites
    )
    {
        RollupScanner Scanner() => new(tables, sites, new SqliteEventLogOptions().PartitionCount);
        foreach (var (name, body) in standard)
        {
            var query = QueryParser.Parse(Encoding.UTF8.GetBytes(body));
            yield return (name, async () => await new QueryEngine(Scanner(), TimeProvider.System).ExecuteAsync(site, query, default));
        }

        string[] panels = ["visit:country", "visit:browser", "visit:device"];
        var dashboard = standard
            .Select(entry => entry.Body)
            .Concat(
                panels.Select(dimension =>
                    JsonSerializer.Serialize(
                        new Dictionary<string, object>
                        {
                            ["site_id"] = site.Id,
                            ["metrics"] = Counts,
                            ["date_range"] = JsonDocument.Parse(range).RootElement,
                            ["dimensions"] = new[] { dimension },
                        }
                    )
                )
            )
            .Select(body => QueryParser.Parse(Encoding.UTF8.GetBytes(body)))
            .ToList();
        yield return (
            "dashboard of 8",
            async () =>
            {
                await foreach (var answer in new QueryEngine(Scanner(), TimeProvider.System).ExecuteAllAsync([site], dashboard, default))
                {
                    _ = answer;
                }
            }
        );

        foreach (var (name, steps) in Funnels())
        {
            var funnel = FunnelParser.Parse(
                Encoding.UTF8.GetBytes($$"""{"site_id":"{{site.Id}}","date_range":{{range}},"steps":[{{steps}}]}""")
            );
            yield return (
                name,
                async () =>
                {
                    var scanner = Scanner();
                    await new FunnelEngine(scanner, scanner, TimeProvider.System).ExecuteAsync(site, funnel, default);
                }
            );
        }
    }

    private static IEnumerable<(string Name, string Steps)> Funnels()
    {
        yield return ("funnel, 5 popular pages", string.Join(',', Enumerable.Range(0, 5).Select(page => $$"""{"page":"/p/{{page}}"}""")));
        yield return ("funnel, from a rare page", string.Join(',', new[] { 900, 0, 1, 2 }.Select(page => $$"""{"page":"/p/{{page}}"}""")));
        yield return (
            "funnel, any page to a purchase",
            """{"page":"/**"},{"page":"/p/1*"},{"page":"/p/2*"},{"page":"/**"},{"event":"purchase"}"""
        );
    }

    private static async Task ReportAsync(string name, Func<Task> ask, int rounds)
    {
        // Compiles what it needs.
        await ask();
        var (times, processor) = (new List<double>(), new List<double>());
        var allocated = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < rounds; i++)
        {
            var cpu = new CpuTime();
            await cpu.AddAsync(ask);
            times.Add(cpu.Wall.TotalMilliseconds);
            processor.Add(cpu.Cpu.TotalMilliseconds);
        }

        times.Sort();
        processor.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: p50 {times[rounds / 2]:F0} ms, {times[0]:F0} to {times[^1]:F0}; "
                    + $"processor {processor[rounds / 2]:F0} ms, {processor[0]:F0} to {processor[^1]:F0}; "
                    + $"{(GC.GetTotalAllocatedBytes() - allocated) / 1e6 / rounds:F0} MB allocated"
            )
        );
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Spectre.Console;

namespace Analytics.Local.Importing;

/// <summary>
/// Counts the results of an import's lines. Safe for concurrent use: the reader and the sender write to it at the same time.
/// </summary>
internal sealed class ImportReport
{
    private const int FirstLines = 5;

    private readonly ConcurrentDictionary<string, SkippedLines> _skipped = new();
    private long _lines;
    private long _imported;
    private long _sentLines;

    /// <summary>Number of lines read that were not empty.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Number of events that the server has stored.</summary>
    public long Imported => Interlocked.Read(ref _imported);

    /// <summary>The line, counted over all files, up to which everything has been sent.</summary>
    public long SentLines => Interlocked.Read(ref _sentLines);

    /// <summary>Lines skipped, by reason.</summary>
    public IReadOnlyDictionary<string, SkippedLines> Skipped => _skipped;

    /// <summary>Counts a line that became an event.</summary>
    public void Convert() => Interlocked.Increment(ref _lines);

    /// <summary>Counts a skipped line.</summary>
    public void Skip(string reason, string? file, long line)
    {
        Interlocked.Increment(ref _lines);
        Refuse(reason, file, line);
    }

    /// <summary>Counts an event that the server rejected.</summary>
    public void Refuse(string reason, string? file, long line) =>
        _skipped.GetOrAdd(reason, static _ => new SkippedLines(FirstLines)).Add(file is null ? Number(line) : $"{file}:{Number(line)}");

    /// <summary>Counts events that the server rejected without naming their lines.</summary>
    public void RefuseUnlisted(string reason, int events)
    {
        if (events > 0)
        {
            _skipped.GetOrAdd(reason, static _ => new SkippedLines(FirstLines)).Add(events, firstLine: null);
        }
    }

    /// <summary>Counts events that the server has stored.</summary>
    public void Import(int events) => Interlocked.Add(ref _imported, events);

    /// <summary>Records the line, counted over all files, up to which everything has been sent.</summary>
    public void Reach(long line) => Interlocked.Exchange(ref _sentLines, line);

    /// <summary>Counts events that the server filtered as bots.</summary>
    public void Filter(int events) => RefuseUnlisted(SkipReasons.Bot, events);

    /// <summary>True if lines were read and all of them are malformed.</summary>
    public bool IsAllMalformed =>
        Lines > 0
        && _skipped.Where(pair => pair.Key.StartsWith(SkipReasons.Malformed, StringComparison.Ordinal)).Sum(pair => pair.Value.Count)
            >= Lines;

    /// <summary>Writes the table that ends an import.</summary>
    public void Write(IAnsiConsole console, TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("lines").RightAligned()).AddColumn("");
        table.AddRow("[bold]read[/]", Number(Lines), "");
        table.AddRow("[bold green]imported[/]", Number(Imported), $"{Imported / Math.Max(0.001, elapsed.TotalSeconds):N0} events/s");
        foreach (
            var (reason, lines) in _skipped.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal)
        )
        {
            var numbers =
                SkipReasons.IsFault(reason) && lines.First.Count > 0
                    ? $"first at line {string.Join(", ", lines.First).EscapeMarkup()}"
                    : string.Empty;
            table.AddRow($"skipped: {reason.EscapeMarkup()}", Number(lines.Count), numbers);
        }

        console.Write(table);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

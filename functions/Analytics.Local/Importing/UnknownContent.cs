using System.Globalization;
using System.Text;

namespace Analytics.Local.Importing;

/// <summary>Describes a file that is in no format of an import.</summary>
internal static class UnknownContent
{
    private const int ShownLines = 3;
    private const int ShownCharacters = 160;

    private static readonly (string Name, byte[] Start)[] Signatures =
    [
        ("an xz file", [0xfd, .. "7zXZ"u8]),
        ("a 7z archive", [.. "7z"u8, 0xbc, 0xaf]),
        ("a rar archive", [.. "Rar!"u8]),
        ("an lz4 file", [0x04, 0x22, 0x4d, 0x18]),
        ("a compress (.Z) file", [0x1f, 0x9d]),
        ("an Avro file", [.. "Obj"u8, 1]),
        ("an ORC file", [.. "ORC"u8]),
        ("a SQLite database", [.. "SQLite format 3"u8]),
        ("a systemd journal; write it as text with journalctl", [.. "LPKSHHRH"u8]),
        ("a PDF file", [.. "%PDF"u8]),
    ];

    /// <summary>Returns the message for a file of unknown format: its likely kind, its first lines and the remedy.</summary>
    public static string Describe(ImportFile file, string asked)
    {
        var start = file.Start.Span;
        var formats = string.Join(", ", ImportFormats.All.Select(format => format.Name));
        var tried = asked == ImportFormats.Auto ? "is in no format that can be imported" : $"is not in the format '{asked}'";
        return $"{file.Name} {tried}: it looks like {NameOf(start)}.{Lines(start)}\nFormats are {formats}; "
            + "name one with --format if the first lines mislead.";
    }

    private static string NameOf(ReadOnlySpan<byte> start)
    {
        foreach (var (name, signature) in Signatures)
        {
            if (start.StartsWith(signature))
            {
                return name;
            }
        }

        if (start.Contains((byte)0))
        {
            return "a binary file";
        }

        var line = Encoding.UTF8.GetString(FirstLine(start));
        return OtherExport(line, Encoding.UTF8.GetString(start)) ?? KindOf(line);
    }

    /// <summary>Returns what another tool exports that has no events, with the export that has them; null for other content.</summary>
    private static string? OtherExport(string line, string start)
    {
        var columns = line.Trim('\uFEFF', '\r').Split(',');
        bool Has(string text) => start.Contains(text, StringComparison.OrdinalIgnoreCase);
        return true switch
        {
            _ when line.StartsWith("# ---", StringComparison.Ordinal) && Has("# Start date:") =>
                "a report of Google Analytics, which has sums and no events; "
                    + "export the tables events_* of BigQuery as JSON, one row a line (format ga4)",
            _ when columns.Contains("idvisit") || Has("INTO `matomo_") || Has("INTO `piwik_") || Has("log_link_visit_action") =>
                "a table of Matomo's database; export its visits as JSON with Live.getLastVisitsDetails (format matomo)",
            _ when Has("website_event") || (line is ['[' or '{', ..] && Has("\"session_id\"") && Has("\"url_path\"")) =>
                "rows of Umami in another format; export the table website_event as CSV with a header line (format umami)",
            _ when columns.Contains("unique_conversions")
                    || (columns.Contains("visitors") && (columns[0] != "date" || columns.Contains("bounce_rate"))) =>
                "a list of Plausible's dashboard, which has no days; "
                    + "export the daily tables instead, in Plausible's site settings under Imports & Exports",
            _ when line.StartsWith("INSERT INTO ", StringComparison.OrdinalIgnoreCase)
                    || line.StartsWith("-- ", StringComparison.Ordinal) => "SQL of a database; export the table as CSV or JSON",
            _ when IsSyslog(line) => "lines of syslog, with something else than a request behind their head; "
                + "log requests in the Combined Log Format or as JSON, and import the file that the web server itself writes",
            _ => null,
        };
    }

    // A priority from 0 to 191: <134>.
    private static bool IsSyslog(string line) =>
        line.IndexOf('>') is > 1 and < 5 and var end
        && line[0] == '<'
        && int.TryParse(line.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
        && priority < 192;

    private static string KindOf(string line) =>
        line switch
        {
            _ when line.StartsWith('<') => "a web page or XML",
            _ when line.StartsWith('{') => "JSON of other fields",
            _ when line.StartsWith('[') && line.Contains('{', StringComparison.Ordinal) => "a JSON array; write one object a line",
            _ when line.Contains(" [error] ", StringComparison.Ordinal) || line.Contains(":error] ", StringComparison.Ordinal) =>
                "an error log of a web server",
            _ when line.Contains(" W3SVC", StringComparison.Ordinal) || IsW3c(line) => "a W3C extended log without its #Fields line",
            _ when line.StartsWith("date,", StringComparison.Ordinal) && line.Contains("visitors", StringComparison.Ordinal) =>
                "a daily table of Plausible's CSV export under another name; "
                    + "name it as exported, like imported_visitors_20230209_20240123.csv",
            _ when line.Split(',').Length > 2 => "CSV",
            _ when line.Split('\t').Length > 2 => "a table with tabs",
            _ => "text without requests",
        };

    // A date, a time and more words.
    private static bool IsW3c(string line) =>
        line.Split(' ', '\t') is [var date, var time, _, _, ..]
        && DateTime.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out _);

    private static string Lines(ReadOnlySpan<byte> start)
    {
        if (start.Contains((byte)0))
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        for (var number = 1; number <= ShownLines && !start.IsEmpty; number++)
        {
            var line = FirstLine(start);
            start = start[Math.Min(start.Length, line.Length + 1)..];
            var shown = Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownCharacters)]).TrimEnd('\r');
            text.Append(CultureInfo.InvariantCulture, $"\n  line {number}: {shown}{(line.Length > ShownCharacters ? "…" : string.Empty)}");
        }

        return text.ToString();
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return end < 0 ? start : start[..end];
    }
}

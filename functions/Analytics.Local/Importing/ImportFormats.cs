using Analytics.Core.AccessLogs;
using Analytics.Local.Importing.Histories;

namespace Analytics.Local.Importing;

/// <summary>Formats that can be imported. A new format is an entry of this table, or of that of access logs.</summary>
internal static class ImportFormats
{
    /// <summary>The name that stands for detection by the first lines.</summary>
    public const string Auto = "auto";

    /// <summary>The older name for access logs; the format is detected among these.</summary>
    public const string Log = "log";

    private static readonly ImportFormat[] Logs = [.. AccessLogFormats.All.Select(ImportFormat.Of)];

    /// <summary>All formats. If two formats can read the same lines, the first one is detected.</summary>
    public static IReadOnlyList<ImportFormat> All { get; } =
    [
        .. Logs,
        new(
            "ga4",
            "Google Analytics 4, events of BigQuery as JSON",
            Ga4History.Score,
            static _ => null,
            static target => new HistoryLines(
                target.Site,
                (line, out reason) => Ga4History.Read(target.Site, line, out reason),
                rememberedLines: target.RememberedLines
            )
        ),
        new(
            "matomo",
            "Matomo, Live.getLastVisitsDetails as JSON",
            MatomoHistory.Score,
            static _ => null,
            static target => new HistoryLines(target.Site, MatomoHistory.Read, rememberedLines: target.RememberedLines)
        ),
        new(
            "umami",
            "Umami, website_event as CSV",
            static (start, _) => UmamiHistory.Score(start),
            static _ => null,
            static target => new HistoryLines(
                target.Site,
                new UmamiHistory(target.Site, target.UmamiData).Read,
                isCsv: true,
                target.RememberedLines
            )
        )
        {
            FaultOf = UmamiHistory.FaultOf,
        },
        new(
            "ndjson",
            "events, one JSON object a line",
            EventLines.Score,
            static _ => null,
            static target => new EventLines(target.Site, target.TakesOwnExport, target.RememberedLines)
        ),
    ];

    /// <summary>Detects the format of most of the first lines.</summary>
    /// <param name="start">The start of the file.</param>
    /// <param name="isWhole">True if the file has no more.</param>
    /// <param name="asked">The format that the user named, or <see cref="Auto"/>.</param>
    /// <returns>The format, or null if no line is in any.</returns>
    public static ImportFormat? Detect(ReadOnlySpan<byte> start, bool isWhole, string asked = Auto)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        ImportFormat? best = null;
        var most = 0;
        foreach (var format in asked == Log ? Logs : All)
        {
            var score = asked is Auto or Log || asked == format.Name ? format.Score(start, isWhole) : 0;
            if (score > most)
            {
                (best, most) = (format, score);
            }
        }

        return best;
    }
}

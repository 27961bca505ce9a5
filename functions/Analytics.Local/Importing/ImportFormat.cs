using Analytics.Core.AccessLogs;

namespace Analytics.Local.Importing;

/// <summary>A format that can be imported: an entry of <see cref="ImportFormats"/>.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">The name in messages.</param>
/// <param name="Score">Counts the first lines that are of the format; lines of a start that is not the whole file may be cut off.</param>
/// <param name="FirstTime">Finds the time of the first event, Unix milliseconds; null if the start of the file has none.</param>
/// <param name="Convert">Creates a converter for one file.</param>
internal sealed record ImportFormat(
    string Name,
    string Title,
    ImportFormat.Scorer Score,
    ImportFormat.Dater FirstTime,
    Func<ImportTarget, ILineConverter> Convert
)
{
    /// <summary>Finds a fault at the start of a file that keeps all of it from being imported.</summary>
    /// <param name="name">The file's name, for the message.</param>
    /// <param name="start">The start of the file.</param>
    /// <returns>The message with the remedy; null without a fault.</returns>
    public delegate string? Checker(string name, ReadOnlySpan<byte> start);

    /// <summary>Finds a fault at the start of a file; by default none.</summary>
    public Checker FaultOf { get; init; } = static (_, _) => null;

    /// <summary>Counts the lines that are of a format.</summary>
    public delegate int Scorer(ReadOnlySpan<byte> start, bool isWhole);

    /// <summary>Finds the time of the first event.</summary>
    public delegate long? Dater(ReadOnlySpan<byte> start);

    /// <summary>Returns the entry of a format of access logs.</summary>
    public static ImportFormat Of(AccessLogFormat format) =>
        new(
            format.Name,
            format.Title,
            (start, isWhole) => AccessLogFormats.Count(format, start, isWhole),
            start => AccessLogFormats.FirstTime(format, start),
            target => new AccessLogLines(
                new AccessLogConverter(format.Create(), target.Hosts, target.Scheme, target.RememberedLines),
                format.IsJson
            )
        );
}

/// <summary>Target of an import's events.</summary>
/// <param name="Site">The site.</param>
/// <param name="Hosts">The sites of virtual hosts.</param>
/// <param name="Scheme">The scheme of URLs if a log has none.</param>
/// <param name="TakesOwnExport">True to import an export of the site itself.</param>
/// <param name="TakesLastLine">True to import the last line of a file in any format without its line feed.</param>
/// <param name="Range">The time whose events are imported; null for all.</param>
/// <param name="RememberedLines">Minimum number of distinct lines of a file among which equal ones are told apart.</param>
internal sealed record ImportTarget(
    string Site,
    LogHosts Hosts,
    string Scheme,
    bool TakesOwnExport = false,
    bool TakesLastLine = false,
    ImportRange? Range = null,
    int RememberedLines = LineOrdinals.MostLines
)
{
    /// <summary>The properties of Umami's events, from a file of their own; null without one.</summary>
    public Histories.UmamiEventData? UmamiData { get; init; }
}

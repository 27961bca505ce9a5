using System.Globalization;
using System.Threading.Channels;
using Analytics.Core.Collection;
using Analytics.Local.Importing.Histories;

namespace Analytics.Local.Importing;

/// <summary>Reads all files of an import: detects the format of each, converts its lines, and collects remarks for the user.</summary>
/// <param name="source">The files.</param>
/// <param name="target">The site and the options of the events.</param>
/// <param name="format">The format that the user named, or <see cref="ImportFormats.Auto"/>.</param>
/// <param name="after">The line up to which everything was sent before.</param>
/// <param name="report">Counts the lines.</param>
internal sealed class ImportRun(ImportSource source, ImportTarget target, string format, long after, ImportReport report)
{
    private const int Shown = 5;

    private static ReadOnlySpan<byte> Blank => "\uFEFF \t\r\n"u8;

    private readonly List<string> _unknown = [];
    private readonly List<string> _damaged = [];
    private readonly List<string> _refused = [];
    private readonly List<string> _forgotten = [];
    private readonly SortedDictionary<string, long> _otherHosts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private UmamiEventData? _umamiData;
    private bool _hasReadUmami;
    private int _known;
    private long _lines;

    /// <summary>True if nothing was imported because the files have the wrong format.</summary>
    public bool HasFailed =>
        report.IsAllMalformed
        || Damaged.Any()
        || _refused.Count > 0
        || (report.Imported == 0 && Skipped(CollectionErrors.OwnExport) > 0)
        || (
            report.Lines > 0
            && Skipped(SkipReasons.OtherHost) is > 0 and var other
            && other + Skipped(SkipReasons.Directive) == report.Lines
        );

    /// <summary>Reads every file to its end and completes the channel.</summary>
    public async Task ReadAsync(ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var file in source.ReadAsync(cancellationToken))
            {
                await ReadAsync(file, output, cancellationToken);
            }

            if (_known == 0 && Damaged.Concat(_refused).Concat(_unknown).FirstOrDefault() is { } first)
            {
                throw new InvalidDataException(first);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            output.Complete(failure);
        }
    }

    /// <summary>
    /// Returns remarks beside the counts, such as damaged files, files of no known format and virtual hosts that were skipped.
    /// </summary>
    public IEnumerable<string> Remarks()
    {
        foreach (var damaged in Damaged)
        {
            yield return $"{damaged} The lines before the damage were imported.";
        }

        foreach (var refused in _refused)
        {
            yield return refused;
        }

        if (_umamiData is { Malformed: > 0 and var malformed })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Malformed rows of properties of events: {malformed:N0}.");
        }

        if (Skipped(SkipReasons.NoLineFeed) is > 0 and var held)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Held back: {held:N0} ")
                + $"{(held == 1 ? "line" : "lines")} at the end of a file without a line feed, which may be cut off. "
                + "Import again once the file is complete, or with --complete if it is.";
        }

        foreach (var forgotten in _forgotten)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{forgotten} has so many different lines that equal ones were counted as one where more than {target.RememberedLines:N0} "
            ) + "others are between them. Give its events ids, or divide it into files, to count each.";
        }

        foreach (var unknown in _unknown)
        {
            yield return $"Left out: {unknown.Split('\n')[0]}";
        }

        if (report.IsAllMalformed)
        {
            yield return "No line is in the format; without --format it is found by the first lines.";
        }

        if (Skipped(CollectionErrors.OwnExport) > 0)
        {
            yield return "The file was exported from this site, which has its events and would count them twice. "
                + "Import it into another site, or with --own-export once they are erased.";
        }

        if (_otherHosts.Count > 0)
        {
            yield return $"Other hosts: {Most(_otherHosts)}. Import them with --host HOST, or HOST=SITE for a site of their own.";
        }

        if (_leftOut.Count > 0)
        {
            yield return $"Left out of events that were imported: {Most(_leftOut)}.";
        }
    }

    /// <summary>Returns the entries with the highest counts.</summary>
    private static string Most(SortedDictionary<string, long> counts) =>
        string.Join(
            ", ",
            counts
                .OrderByDescending(pair => pair.Value)
                .Take(Shown)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} ({pair.Value:N0})"))
        ) + (counts.Count > Shown ? ", …" : string.Empty);

    // A day without visits is an empty array.
    private static bool IsEmpty(ReadOnlySpan<byte> content)
    {
        content = content.Trim(Blank);
        return content.IsEmpty || (content is [(byte)'[', .., (byte)']'] && content[1..^1].Trim(Blank).IsEmpty);
    }

    private IEnumerable<string> Damaged => _damaged.Concat(source.Damaged);

    private long Skipped(string reason) => report.Skipped.TryGetValue(reason, out var lines) ? lines.Count : 0;

    private async Task ReadAsync(ImportFile file, ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        if (file.IsWhole && IsEmpty(file.Start.Span))
        {
            return;
        }

        if (await TakesPropertiesAsync(file, cancellationToken))
        {
            return;
        }

        if (ImportFormats.Detect(file.Start.Span, file.IsWhole, format) is not { } found)
        {
            if (file.Damage is { } damage)
            {
                _damaged.Add(DamagedFile.Describe(file.Name, damage));
            }
            else
            {
                _unknown.Add(UnknownContent.Describe(file, format));
            }

            return;
        }

        if (found.FaultOf(file.Name, file.Start.Span) is { } fault)
        {
            _refused.Add(fault);
            return;
        }

        _known++;
        _hasReadUmami |= found.Name == "umami";
        var options = target with { UmamiData = _umamiData };
        var isOneOfMany = source.IsDirectory || file.Name.Contains('/', StringComparison.Ordinal);
        var converter = target.Range is { } range ? new LinesInRange(found.Convert(options), range) : found.Convert(options);
        var reader = new BatchReader(
            converter,
            report,
            isOneOfMany ? file.Name : null,
            _lines,
            after,
            target.TakesLastLine || file.TellsEnd
        );
        try
        {
            await reader.RunAsync(file.Content, output, cancellationToken);
        }
        catch (Exception exception) when (DamagedFile.IsCause(exception))
        {
            _damaged.Add(DamagedFile.Describe(file.Name, exception));
        }

        if (converter.HasForgottenLines)
        {
            _forgotten.Add(file.Name);
        }

        _lines = reader.Lines;
        foreach (var (host, count) in converter.OtherHosts)
        {
            _otherHosts[host] = _otherHosts.GetValueOrDefault(host) + count;
        }

        foreach (var (part, count) in converter.LeftOut)
        {
            _leftOut[part] = _leftOut.GetValueOrDefault(part) + count;
        }
    }

    /// <summary>Takes a file of Umami that has properties instead of events.</summary>
    /// <returns>False if it has none.</returns>
    private async ValueTask<bool> TakesPropertiesAsync(ImportFile file, CancellationToken cancellationToken)
    {
        if (UmamiEventData.IsOfVisitors(file.Start.Span))
        {
            _unknown.Add($"{file.Name} has Umami's properties of visitors, which are not imported.");
            return true;
        }

        if (!UmamiEventData.IsStart(file.Start.Span))
        {
            return false;
        }

        if (_hasReadUmami)
        {
            _refused.Add(
                $"{file.Name} has the properties of Umami's events, but came after them; put it first, or import a directory of the files."
            );
            return true;
        }

        // Events that are imported without their properties would not get them later, so a fault here ends the import.
        _umamiData ??= new();
        try
        {
            await _umamiData.ReadAsync(file.Name, file.Content, cancellationToken);
        }
        catch (Exception exception) when (DamagedFile.IsCause(exception))
        {
            throw new InvalidDataException(DamagedFile.Describe(file.Name, exception), exception);
        }

        return true;
    }
}

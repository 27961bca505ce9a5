using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Imports;
using Analytics.Core.Text;

namespace Analytics.Web.Imports;

/// <summary>A zip of CSV files with daily aggregates, read row by row. Files of other names are skipped. Not thread-safe.</summary>
internal sealed class ImportedArchive : IAsyncDisposable
{
    /// <summary>Maximum bytes of all files together, decompressed.</summary>
    public const long MaxBytes = 1024L * 1024 * 1024;

    private const int MaxRecordBytes = 64 * 1024;

    private readonly ZipArchive _archive;

    private ImportedArchive(ZipArchive archive, IReadOnlyList<(ZipArchiveEntry Entry, ImportedTable Table)> files) =>
        (_archive, Files) = (archive, files);

    /// <summary>The files, in order of their names.</summary>
    public IReadOnlyList<(ZipArchiveEntry Entry, ImportedTable Table)> Files { get; }

    /// <summary>A hash of the files' names and contents.</summary>
    public string ContentHash
    {
        get
        {
            var text = string.Join(
                '\n',
                Files.Select(file =>
                    FormattableString.Invariant($"{Path.GetFileName(file.Entry.FullName)}:{file.Entry.Crc32:x8}:{file.Entry.Length}")
                )
            );
            return XxHash64.Hash(Encoding.UTF8.GetBytes(text)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="DailyImportException">It is not a zip or has none of the tables.</exception>
    public static async ValueTask<ImportedArchive> OpenAsync(Stream content, CancellationToken cancellationToken)
    {
        ZipArchive archive;
        try
        {
            archive = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, cancellationToken);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new DailyImportException(
                "The file is no zip archive, or its end is missing; send the zip of Plausible's CSV export as it was downloaded."
            );
        }

        var files = archive
            .Entries.Select(entry => (Entry: entry, Table: ImportedTable.OfFile(Path.GetFileName(entry.FullName))))
            .Where(file => file.Table is not null)
            .OrderBy(file => Path.GetFileName(file.Entry.FullName), StringComparer.Ordinal)
            .Select(file => (file.Entry, file.Table!))
            .ToList();
        return files.Count == 0
                ? throw new DailyImportException(
                    "The zip has no file of a known table; its files are named like imported_visitors_20230209_20240123.csv, "
                        + $"for {string.Join(", ", ImportedTable.All.Select(table => table.Name))}."
                )
            : files.Sum(file => file.Entry.Length) > MaxBytes
                ? throw new DailyImportException($"The files have more than {MaxBytes:N0} bytes together; import the years one by one.")
            : new(archive, files);
    }

    /// <summary>Reads the rows of a file.</summary>
    /// <exception cref="DailyImportException">A record is damaged.</exception>
    public static async IAsyncEnumerable<ImportedRow> ReadAsync(
        ZipArchiveEntry entry,
        ImportedCsv csv,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var content = await OpenAsync(entry, cancellationToken);
        var reader = PipeReader.Create(content);
        for (var isLast = false; !isLast; )
        {
            var importedTable = await ReadAsync(reader, entry, cancellationToken);
            var rest = importedTable.Buffer;
            isLast = importedTable.IsCompleted;
            while (CsvRecords.TryTake(ref rest, isLast, MaxRecordBytes, out var record))
            {
                if (csv.Read(Encoding.UTF8.GetString(record)) is { } row)
                {
                    yield return row;
                }
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _archive.DisposeAsync();

    private static async ValueTask<Stream> OpenAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await entry.OpenAsync(cancellationToken);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Damaged(entry);
        }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Damaged(entry);
        }
    }

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or EndOfStreamException;

    private static DailyImportException Damaged(ZipArchiveEntry entry) =>
        new($"{entry.FullName} in the zip cannot be decompressed; download the zip again and send it as it is.");
}

using System.IO.Compression;
using Analytics.Core.Imports;
using Analytics.Local.CommandLine;

namespace Analytics.Local.Importing;

/// <summary>The CSV files of Plausible's daily tables, which are sent together rather than as events.</summary>
internal static class DailyTables
{
    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <summary>Packs the daily tables at a path into a zip.</summary>
    /// <param name="path">A CSV file, a directory of them, or the zip of an export under any name.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The zip; null if there are no daily tables.</returns>
    /// <exception cref="CommandLineException">The zip is larger than a server accepts.</exception>
    public static async Task<byte[]?> PackAsync(string path, CancellationToken cancellationToken)
    {
        string[] files =
            Directory.Exists(path) ? [.. Directory.GetFiles(path).Where(IsTable).Order(StringComparer.Ordinal)]
            : File.Exists(path) && IsTable(path) ? [path]
            : [];
        var packed =
            files.Length > 0 ? await PackAsync(files, cancellationToken)
            : await IsExportAsync(path, cancellationToken) ? await File.ReadAllBytesAsync(path, cancellationToken)
            : null;
        return packed?.Length > DailyImports.MaxZipBytes
            ? throw new CommandLineException(
                $"The daily tables in '{path}' are {packed.Length:N0} bytes as a zip; "
                    + $"a server takes {DailyImports.MaxZipBytes:N0}. Import the years one by one.",
                null
            )
            : packed;
    }

    private static bool IsTable(string path) => ImportedTable.OfFile(Path.GetFileName(path)) is not null;

    private static async Task<bool> IsExportAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            // Browsers may save a download without an ending.
            await using (var file = File.OpenRead(path))
            {
                var start = new byte[Zip.Length];
                if (
                    await file.ReadAtLeastAsync(start, Zip.Length, throwOnEndOfStream: false, cancellationToken) < Zip.Length
                    || !Zip.SequenceEqual(start)
                )
                {
                    return false;
                }
            }

            await using var archive = await ZipFile.OpenReadAsync(path, cancellationToken);
            return archive.Entries.Any(entry => IsTable(entry.FullName));
        }
        catch (InvalidDataException)
        {
            // The import of logs reports the problem.
            return false;
        }
    }

    private static async Task<byte[]> PackAsync(string[] files, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        await using (
            var archive = await ZipArchive.CreateAsync(
                packed,
                ZipArchiveMode.Create,
                leaveOpen: true,
                entryNameEncoding: null,
                cancellationToken
            )
        )
        {
            foreach (var file in files)
            {
                await archive.CreateEntryFromFileAsync(file, Path.GetFileName(file), cancellationToken);
            }
        }

        return packed.ToArray();
    }
}

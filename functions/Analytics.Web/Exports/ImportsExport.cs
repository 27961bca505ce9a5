using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Analytics.Core.Imports;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Exports;

/// <summary>Exports the imported daily aggregates as CSV files in a zip, in the format in which they are imported.</summary>
internal sealed class ImportsExport(DailyImports imports) : IExportFormat
{
    public string Name => "imports";

    public string MediaType => "application/zip";

    public string Extension => "zip";

    public async ValueTask RequireContentAsync(ExportRange range, CancellationToken cancellationToken)
    {
        var imported = (await ListAsync(range, cancellationToken)).SelectMany(import => import.Days).ToList();
        if (ImportedDays.Within(imported, DaysOf(range)).Count == 0)
        {
            throw new ApiException(
                StatusCodes.Status404NotFound,
                $"Site '{range.Site.Domain}' has no imported totals"
                    + (
                        imported.Count == 0
                            ? "; export format reports or ndjson, or import totals first."
                            : $" of these days; it has those of {ImportedDays.Text(ImportedDays.Join(imported, 1))}."
                    )
            );
        }
    }

    public async Task WriteAsync(ExportRange range, PipeWriter output, AnswerTime time)
    {
        var cancellationToken = time.Token;
        var days = DaysOf(range);
        var all = await ListAsync(range, cancellationToken);
        using var buffer = new PositionedBuffer(saysSeekable: false);
        await using (
            var archive = await ZipArchive.CreateAsync(buffer, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken)
        )
        {
            foreach (var import in all)
            {
                foreach (var content in import.Tables)
                {
                    var name = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{import.Id}/{content.Table}_{import.Days[0].First:yyyyMMdd}_{import.Days[^1].Last:yyyyMMdd}.csv"
                    );
                    await using (var file = await archive.CreateEntry(name).OpenAsync(cancellationToken))
                    await using (var writer = new StreamWriter(file))
                    {
                        await WriteAsync(range.Site.Id, import, content, days, writer, cancellationToken);
                    }

                    await buffer.MoveToAsync(output, cancellationToken);
                }
            }
        }

        await buffer.MoveToAsync(output, cancellationToken);
    }

    private static ImportedDays DaysOf(ExportRange range) =>
        new(range.FirstDay ?? new DateOnly(1970, 1, 1), range.LastDay ?? new DateOnly(2098, 12, 31));

    private async ValueTask<IReadOnlyList<DailyImport>> ListAsync(ExportRange range, CancellationToken cancellationToken) =>
        [.. (await imports.ListAsync(range.Site.Id, cancellationToken)).Where(import => import.State == DailyImportState.Complete)];

    private async Task WriteAsync(
        string site,
        DailyImport import,
        ImportedContent content,
        ImportedDays days,
        StreamWriter writer,
        CancellationToken cancellationToken
    )
    {
        var table = ImportedTable.Find(content.Table)!;
        int[] measures = [.. content.Measures.Select(table.IndexOf).Order()];
        var columns = content
            .Keys.Select(key => table.Keys[key].Column)
            .Concat(measures.Select(measure => table.Measures[measure].Column));
        await writer.WriteAsync($"date,{string.Join(',', columns)}\n");
        await foreach (var row in imports.ReadAsync(site, import, table, days, cancellationToken))
        {
            var fields = content
                .Keys.Select(key => Quote(row.Keys[key]))
                .Concat(measures.Select(measure => row.Numbers[measure].ToString(CultureInfo.InvariantCulture)));
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{row.Day:yyyy-MM-dd},{string.Join(',', fields)}\n"));
        }
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

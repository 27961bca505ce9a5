using System.IO.Pipelines;
using Analytics.Core.Exports;
using Analytics.Core.Queries.Events;
using Analytics.Web.Bodies;
using Parquet;

namespace Analytics.Web.Exports;

/// <summary>
/// Exports events as a Parquet file, for data tools: a column for each field and dimension, and the custom properties as JSON.
/// </summary>
internal sealed class ParquetExport(IEventReader reader) : IExportFormat
{
    /// <summary>Number of events of a row group, which are in memory together.</summary>
    private const int GroupEvents = 20_000;

    public string Name => "parquet";

    public string MediaType => "application/vnd.apache.parquet";

    public string Extension => "parquet";

    public async Task WriteAsync(ExportRange range, PipeWriter output, AnswerTime time)
    {
        var cancellationToken = time.Token;
        using var buffer = new PositionedBuffer(saysSeekable: true);
        await using (var writer = await ParquetWriter.CreateAsync(ParquetColumns.Schema, buffer, cancellationToken: cancellationToken))
        {
            writer.CustomMetadata = new Dictionary<string, string> { [ExportedEvents.SourceName] = range.Site.Origin };
            var group = new List<StoredEvent>(GroupEvents);
            await foreach (var stored in reader.ReadEventsAsync(range.Site.Id, range.From, range.To, cancellationToken))
            {
                group.Add(stored);
                if (group.Count == GroupEvents)
                {
                    await WriteGroupAsync(writer, group);
                    await buffer.MoveToAsync(output, cancellationToken);
                }
            }

            await WriteGroupAsync(writer, group);
        }

        await buffer.MoveToAsync(output, cancellationToken);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, List<StoredEvent> events)
    {
        if (events.Count > 0)
        {
            using var group = writer.CreateRowGroup();
            foreach (var column in ParquetColumns.All)
            {
                await column.WriteAsync(group, events);
            }

            group.CompleteValidate();
            events.Clear();
        }
    }
}

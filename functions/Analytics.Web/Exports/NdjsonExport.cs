using System.IO.Pipelines;
using Analytics.Core.Exports;
using Analytics.Core.Queries.Events;
using Analytics.Web.Bodies;

namespace Analytics.Web.Exports;

/// <summary>Exports events as an import reads them, one JSON object a line.</summary>
internal sealed class NdjsonExport(IEventReader reader) : IExportFormat
{
    private const int FlushBytes = 64 * 1024;

    public string Name => "ndjson";

    public string MediaType => MediaTypes.NdJson;

    public string Extension => "ndjson";

    public bool CanContinue => true;

    public async Task WriteAsync(ExportRange range, PipeWriter output, AnswerTime time)
    {
        var cancellationToken = time.Token;
        var events = new ExportedEvents(range.Site.Origin);
        DateOnly? day = null;
        await foreach (var stored in reader.ReadEventsAsync(range.Site.Id, range.From, range.To, cancellationToken))
        {
            var next = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(stored.TimestampMilliseconds).UtcDateTime);
            if (next != day && day is not null && time.IsHalfOver)
            {
                ExportContinuation.Write(next, output);
                break;
            }

            day = next;
            events.Write(stored, output);
            if (output.UnflushedBytes > FlushBytes)
            {
                // Waits while the client reads slowly.
                await output.SendAsync(cancellationToken);
            }
        }

        await output.SendAsync(cancellationToken);
    }
}

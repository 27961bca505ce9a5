using System.Collections.ObjectModel;
using System.IO.Compression;
using System.Net;
using System.Threading.Channels;
using Analytics.Local.Clients;

namespace Analytics.Local.Importing;

/// <summary>
/// Sends batches one after the other, so that a visitor's events arrive in the order of the file. Sends unacknowledged batches again,
/// which is safe because events have ids.
/// </summary>
internal sealed class BatchSender(ApiClient client, ImportReport report, TimeProvider timeProvider)
{
    private const string Path = "/api/events?import=true";
    private const string UnknownSite = "unknown_site";
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Sends batches until the channel ends.</summary>
    /// <exception cref="ApiClientException">The server rejects the batch, or could not be reached for two minutes.</exception>
    public async Task RunAsync(ChannelReader<ImportBatch> input, CancellationToken cancellationToken)
    {
        await foreach (var batch in input.ReadAllAsync(cancellationToken))
        {
            Count(batch, await SendAsync(batch, cancellationToken));
            report.Reach(batch.LinesBefore);
        }
    }

    private async Task<BatchReceipt> SendAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        // Over a loopback, compressing costs more time than it saves.
        var (body, encoding) = client.Url.IsLoopback ? (batch.Body.WrittenMemory, null) : (Compress(batch.Body.WrittenSpan), "gzip");
        var started = timeProvider.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                return await client.PostAsync(
                    Path,
                    body,
                    "application/x-ndjson",
                    encoding,
                    ClientJson.Default.BatchReceipt,
                    cancellationToken
                );
            }
            catch (ApiClientException exception) when (exception.IsTransient && timeProvider.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(exception.RetryAfter is { } asked && asked > delay ? asked : delay, timeProvider, cancellationToken);
            }
        }
    }

    private void Count(ImportBatch batch, BatchReceipt receipt)
    {
        if (receipt.Rejected.Count > 0 && receipt.RejectedOf(UnknownSite) == batch.LineNumbers.Count)
        {
            throw new ApiClientException($"{receipt.Rejected[0].Message} To register it: site add DOMAIN.", HttpStatusCode.BadRequest);
        }

        report.Import(receipt.Accepted);
        report.Filter(receipt.Filtered);
        foreach (var rejected in receipt.Rejected)
        {
            report.Refuse(rejected.Code, batch.File, batch.LineNumbers[rejected.Index]);
        }

        // The receipt lists the first rejected events and counts all.
        foreach (var (code, count) in receipt.RejectedByCode ?? ReadOnlyDictionary<string, int>.Empty)
        {
            report.RefuseUnlisted(code, count - receipt.ListedOf(code));
        }
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(body);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}

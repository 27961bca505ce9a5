using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Analytics.Functions.Archives;

/// <summary>The raw archive that Event Hubs Capture keeps in Blob Storage. Thread-safe.</summary>
/// <param name="container">Capture's container.</param>
/// <param name="eventHubNamespace">The namespace's name, without its domain.</param>
/// <param name="eventHub">The hub's name.</param>
/// <param name="clock">Tells which day is the last.</param>
internal sealed class CaptureArchive(BlobContainerClient container, string eventHubNamespace, string eventHub, TimeProvider clock)
{
    // More than a window of Capture, which is at most 15 minutes, so that it does not matter which end of it a name tells.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>The archived messages of a partition, ascending by sequence number.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="enqueuedFrom">Messages enqueued before may be left out; whole files are.</param>
    /// <param name="afterSequenceNumber">Messages up to this number are left out.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public async IAsyncEnumerable<LogRecord> ReadAsync(
        int partition, DateTimeOffset enqueuedFrom, long afterSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reached = afterSequenceNumber;
        await foreach (var name in NamesAsync(partition, enqueuedFrom, cancellationToken).ConfigureAwait(false))
        {
            var content = await container.GetBlobClient(name)
                .OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var records = CaptureFile.ReadAsync(content, partition, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (records.ConfigureAwait(false))
                {
                    while (await MoveNextAsync(records, name).ConfigureAwait(false))
                    {
                        // Capture may write a message twice when it goes on after a failure.
                        if (records.Current.SequenceNumber > reached)
                        {
                            reached = records.Current.SequenceNumber;
                            yield return records.Current;
                        }
                    }
                }
            }
        }
    }

    /// <summary>Day by day, as the service lists by prefix; within a day, names are in the order of time, because their numbers have leading zeros.</summary>
    private async IAsyncEnumerable<string> NamesAsync(
        int partition, DateTimeOffset enqueuedFrom, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = CaptureName.Prefix(eventHubNamespace, eventHub, partition);
        var from = enqueuedFrom - Margin;
        for (var day = from.UtcDateTime.Date; day <= clock.GetUtcNow().UtcDateTime.Date; day = day.AddDays(1))
        {
            var ofDay = string.Create(CultureInfo.InvariantCulture, $"{prefix}{day:yyyy'/'MM'/'dd'/'}");
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, ofDay, cancellationToken).ConfigureAwait(false))
            {
                if (CaptureName.TryParse(blob.Name, out var captured) && captured.Window >= from)
                {
                    yield return blob.Name;
                }
            }
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<LogRecord> records, string name)
    {
        try
        {
            return await records.MoveNextAsync().ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"The archive file '{name}' is damaged: {exception.Message}"), exception);
        }
    }
}

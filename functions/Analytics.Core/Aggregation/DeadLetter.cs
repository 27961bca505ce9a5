using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// A message that could not be aggregated, or not to its end, with the reason. It is stored before the batch moves the watermark past it; as the row
/// key is the sequence number, a redelivery stores it again in the same place.
/// </summary>
/// <param name="Record">The message.</param>
/// <param name="Reason">Why.</param>
internal sealed record DeadLetter(LogRecord Record, string Reason)
{
    public async Task WriteAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var operation = TableOperation.Upsert(
            Record.SequenceNumber.ToString("D19", CultureInfo.InvariantCulture),
            Record.Body,
            System.Text.Encoding.UTF8.GetBytes(Reason));
        await tables.CommitAsync(TableNames.DeadLetter, LiveRow.PartitionKey(Record.Partition), [operation], cancellationToken).ConfigureAwait(false);
    }
}

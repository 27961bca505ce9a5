using System.Buffers.Binary;
using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>An item that a stage could not process, to be stored in <see cref="DeadLetterTable"/>.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Site">Its site; null if it belongs to several sites or to no known one.</param>
/// <param name="Partition">
/// The event-log partition; null if it comes from several. Required for <see cref="DeadLetterStage.Aggregate"/>.
/// </param>
/// <param name="Key">Its key within stage, site and partition: a sequence number, a period, or a row. Any text. The same key with the
/// same payload is the same letter, so both must depend only on the failed item, not on the attempt.</param>
/// <param name="Reason">The error.</param>
/// <param name="Payload">The bytes that a retry needs; of any length.</param>
public sealed record DeadLetter(
    DeadLetterStage Stage,
    string? Site,
    int? Partition,
    string Key,
    DeadLetterReason Reason,
    ReadOnlyMemory<byte> Payload
)
{
    /// <summary>Creates a letter for a message of the event log that could not be aggregated.</summary>
    public static DeadLetter OfMessage(LogRecord record, Exception reason) =>
        new(
            DeadLetterStage.Aggregate,
            null,
            record.Partition,
            MessageKey(record.SequenceNumber),
            DeadLetterReason.Of(reason),
            record.Body
        );

    /// <summary>
    /// Creates a letter for a stored row that a query could not read. The payload is the length of the head (4 bytes, little endian), the
    /// head and the body.
    /// </summary>
    /// <param name="table">The row's table.</param>
    /// <param name="row">The row, with its body.</param>
    /// <param name="site">The site that was queried.</param>
    /// <param name="reason">The error.</param>
    public static DeadLetter OfRow(string table, TableRow row, string? site, Exception reason)
    {
        var payload = new byte[sizeof(int) + row.Head.Length + row.Body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, row.Head.Length);
        row.Head.CopyTo(payload.AsMemory(sizeof(int)));
        row.Body.CopyTo(payload.AsMemory(sizeof(int) + row.Head.Length));
        return new(DeadLetterStage.Query, site, null, $"{table}|{row.PartitionKey}|{row.RowKey}", DeadLetterReason.Of(reason), payload);
    }

    internal static string MessageKey(long sequenceNumber) => sequenceNumber.ToString("D19", CultureInfo.InvariantCulture);
}

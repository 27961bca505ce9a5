using System.Buffers.Binary;
using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>Something that a stage could not process, on its way into <see cref="DeadLetterTable"/>.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Site">The site that it belongs to; null if it belongs to several or to none that is known.</param>
/// <param name="Partition">
/// The event-log partition; null if it comes from several. Required for <see cref="DeadLetterStage.Aggregate"/>.
/// </param>
/// <param name="Key">
/// What it is within stage, site and partition: a sequence number, a period, a row. Any text. The same key with the same payload is the
/// same letter, so both must be functions of what failed, not of the attempt.
/// </param>
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
    /// <summary>A message of the event log that could not be aggregated.</summary>
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
    /// A stored row that a query could not read. The payload is the length of the head (4 bytes, little endian), the head and the body.
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

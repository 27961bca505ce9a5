using System.Text.Json;
using Analytics.Core.Collection;

namespace Analytics.Web.Collection;

/// <summary>Writes the receipt of a batch.</summary>
internal static class ReceiptJson
{
    private static readonly JsonEncodedText LinesBefore = JsonEncodedText.Encode("lines_before");
    private static readonly JsonEncodedText Accepted = JsonEncodedText.Encode("accepted");
    private static readonly JsonEncodedText Filtered = JsonEncodedText.Encode("filtered");
    private static readonly JsonEncodedText FilteredByReason = JsonEncodedText.Encode("filtered_by_reason");
    private static readonly JsonEncodedText Rejected = JsonEncodedText.Encode("rejected");
    private static readonly JsonEncodedText Warnings = JsonEncodedText.Encode("warnings");
    private static readonly JsonEncodedText RejectedByCode = JsonEncodedText.Encode("rejected_by_code");
    private static readonly JsonEncodedText WarningsByCode = JsonEncodedText.Encode("warnings_by_code");
    private static readonly JsonEncodedText Index = JsonEncodedText.Encode("index");
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    private static readonly JsonEncodedText Field = JsonEncodedText.Encode("field");
    private static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");

    /// <summary>Writes a receipt.</summary>
    /// <param name="writer">Receives the receipt.</param>
    /// <param name="receipt">The receipt.</param>
    /// <param name="linesBefore">
    /// Number of lines of a stream before those of the receipt, whose indexes count from there; null for a batch.
    /// </param>
    public static void Write(Utf8JsonWriter writer, CollectionReceipt receipt, long? linesBefore = null)
    {
        writer.WriteStartObject();
        if (linesBefore is { } lines)
        {
            writer.WriteNumber(LinesBefore, lines);
        }

        writer.WriteNumber(Accepted, receipt.Accepted);
        writer.WriteNumber(Filtered, receipt.Filtered);
        WriteAll(writer, Rejected, receipt.Failure is { } failure ? [failure] : receipt.Rejected);
        WriteAll(writer, Warnings, receipt.Warnings);
        WriteCounts(writer, FilteredByReason, receipt.FilteredByReason);
        WriteCounts(writer, RejectedByCode, receipt.RejectedByCode);
        WriteCounts(writer, WarningsByCode, receipt.WarningsByCode);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteAll(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<CollectionProblem> problems)
    {
        writer.WriteStartArray(name);
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteNumber(Index, problem.Index);
            writer.WriteString(Code, problem.Code);
            writer.WriteString(Field, problem.Field);
            writer.WriteString(Message, problem.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyDictionary<string, int> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (code, count) in counts)
        {
            writer.WriteNumber(code, count);
        }

        writer.WriteEndObject();
    }
}

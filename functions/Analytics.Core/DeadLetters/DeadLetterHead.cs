using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// The head of a letter's row as JSON: everything except its payload. Property names are a stored format. In rows of older releases the
/// head of an aggregation letter is the error's message.
/// </summary>
internal sealed record DeadLetterHead
{
    private const int MaxMessage = 4_000;
    private const int MaxText = 1_000;

    public required DeadLetterStage Stage { get; init; }

    public string? Site { get; init; }

    public int? Partition { get; init; }

    public required string Key { get; init; }

    public required string Type { get; init; }

    public required string Message { get; init; }

    public DateTimeOffset? SetAsideAt { get; init; }

    public long? Bytes { get; init; }

    /// <summary>Number of rows with the payload, if it is too long for the letter's row; otherwise 0.</summary>
    public int Chunks { get; init; }

    /// <summary>The hash of the payload.</summary>
    public string? Digest { get; init; }

    /// <summary>The partition's last sequence number before a retry began to append the message; null before the first retry.</summary>
    public long? RetryAfter { get; init; }

    public static DeadLetterHead Of(DeadLetter letter, DateTimeOffset now, int chunks) =>
        new()
        {
            Stage = letter.Stage,
            Site = Short(letter.Site, MaxText),
            Partition = letter.Partition,
            Key = Short(letter.Key, MaxText)!,
            Type = Short(letter.Reason.Type, MaxText)!,
            Message = Short(letter.Reason.Message, MaxMessage)!,
            SetAsideAt = now,
            Bytes = letter.Payload.Length,
            Chunks = chunks,
            Digest = DigestOf(letter.Payload.Span),
        };

    public static string DigestOf(ReadOnlySpan<byte> payload) => $"{XxHash64.Hash(payload):x16}{payload.Length:x}";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetterHead);

    public static DeadLetterHead Read(TableRow row)
    {
        try
        {
            if (JsonSerializer.Deserialize(row.Head.Span, DeadLetterJson.Default.DeadLetterHead) is { } head)
            {
                return head;
            }
        }
        catch (JsonException)
        {
            // The head of an older release is plain text.
            return ReadPlainText(row);
        }

        return ReadPlainText(row);
    }

    private static DeadLetterHead ReadPlainText(TableRow row) =>
        new()
        {
            Stage = DeadLetterStage.Aggregate,
            Partition = int.TryParse(row.PartitionKey, out var partition) ? partition : null,
            Key = row.RowKey,
            Type = nameof(InvalidDataException),
            Message = Encoding.UTF8.GetString(row.Head.Span),
            Bytes = row.Body.Length > 0 ? row.Body.Length : null,
        };

    private static string? Short(string? text, int length) => text?.Length > length ? text[..length] : text;
}

/// <summary>JSON options for writing heads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(DeadLetterHead))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;

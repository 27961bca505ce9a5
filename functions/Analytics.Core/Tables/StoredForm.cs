using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Core.Tables;

/// <summary>Encodes and decodes stored rows, and converts every decoding error to a <see cref="TableCorruptException"/>.</summary>
internal static class StoredForm
{
    /// <summary>Decodes stored bytes.</summary>
    /// <param name="decode">The decoder.</param>
    /// <param name="name">The row in an error message, such as <c>The watermark of partition 3</c>.</param>
    /// <param name="remedy">A sentence that describes the repair, such as one of <see cref="TableRemedies"/>.</param>
    /// <exception cref="TableCorruptException">The decoder found damage.</exception>
    public static T Read<T>(Func<T> decode, string name, string remedy)
    {
        try
        {
            return decode();
        }
        catch (Exception exception)
            when (exception is InvalidDataException or FormatException or JsonException or ArgumentOutOfRangeException or OverflowException
            )
        {
            throw Corrupt(name, exception.Message, remedy, exception);
        }
    }

    /// <summary>Decodes the JSON of a row.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="type">The type.</param>
    /// <param name="name">The row in an error message.</param>
    /// <param name="remedy">A sentence that describes the repair.</param>
    /// <exception cref="TableCorruptException">It is not that JSON.</exception>
    public static T ReadJson<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, string name, string remedy) =>
        Read(
            () =>
            {
                var value = JsonSerializer.Deserialize(json.Span, type) ?? throw new JsonException("The row is null.");
                CheckMembers(value, type);
                return value;
            },
            name,
            remedy
        );

    /// <summary>Encodes the JSON of a row, if <see cref="ReadJson"/> can decode it again.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="InvalidOperationException">A member or an item has no value: the row would be damaged.</exception>
    public static byte[] WriteJson<T>(T value, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            CheckMembers(value, type);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException(
                $"A {typeof(T).Name} is not stored, because it could not be read again: {exception.Message}",
                exception
            );
        }

        return JsonSerializer.SerializeToUtf8Bytes(value, type);
    }

    private static void CheckMembers<T>(T value, JsonTypeInfo<T> type)
    {
        if (JsonNulls.Find(value!, type, areMembersOptional: false) is { Member: var member })
        {
            throw new JsonException(member is null ? "A list in it has an item without a value." : $"Its member '{member}' is missing.");
        }
    }

    /// <summary>Decodes the JSON of a row of the control table.</summary>
    /// <exception cref="TableCorruptException">It is not that JSON.</exception>
    public static T ReadControl<T>(TableRow row, JsonTypeInfo<T> type) =>
        ReadJson(
            row.Body,
            type,
            $"The row '{row.RowKey}' of '{row.PartitionKey}' (table {TableNames.Control})",
            TableRemedies.Of(TableNames.Control)
        );

    /// <summary>Returns the error for stored bytes that a reader itself found to be damaged.</summary>
    /// <param name="name">The row.</param>
    /// <param name="damage">The damage as a sentence.</param>
    /// <param name="remedy">A sentence that describes the repair.</param>
    /// <param name="cause">The decoder's error, if any.</param>
    public static TableCorruptException Corrupt(string name, string damage, string remedy, Exception? cause = null) =>
        new($"{name} is damaged: {damage} {remedy}", cause);
}

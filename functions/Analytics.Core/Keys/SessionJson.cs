using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>The stored form of a session. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    public static byte[] Write(Session session) => JsonSerializer.SerializeToUtf8Bytes(session, Default.Session);

    public static Session Read(TableRow row) =>
        StoredForm.ReadJson(
            row.Body,
            Default.Session,
            $"Session '{row.RowKey}' (table {TableNames.Control})",
            "Delete the row; its owner signs in again."
        );
}

using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>The stored form of an API key. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class ApiKeyJson : JsonSerializerContext
{
    public static byte[] Write(ApiKey key) => StoredForm.WriteJson(key, Default.ApiKey);

    public static ApiKey Read(TableRow row) =>
        StoredForm.ReadJson(
            row.Body,
            Default.ApiKey,
            $"API key '{row.RowKey}' (table {TableNames.Control})",
            "Delete it and make a new one."
        );
}

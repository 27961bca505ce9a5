using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Core.Keys;

/// <summary>How a key's row is written. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class ApiKeyJson : JsonSerializerContext
{
    public static byte[] Write(ApiKey key) => JsonSerializer.SerializeToUtf8Bytes(key, Default.ApiKey);

    public static ApiKey Read(TableRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, Default.ApiKey) ?? throw new JsonException("The row is null.");
        }
        catch (JsonException e)
        {
            throw new TableCorruptException($"API key '{row.RowKey}' (table {TableNames.Control}) can't be read; delete it and make a new one.", e);
        }
    }
}

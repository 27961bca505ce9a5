using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Core.Sites;

/// <summary>How a site's row is written. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Site))]
internal sealed partial class SiteJson : JsonSerializerContext
{
    public static byte[] Write(Site site) => JsonSerializer.SerializeToUtf8Bytes(site, Default.Site);

    public static Site Read(Tables.TableRow row) => Read(row, row.Body);

    /// <summary>Reads a registration from the body of its row, or from the head of its index row.</summary>
    public static Site Read(Tables.TableRow row, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, Default.Site) ?? throw new JsonException("The row is null.");
        }
        catch (JsonException e)
        {
            throw new Tables.TableCorruptException(
                $"The registration in row '{row.RowKey}' of '{row.PartitionKey}' (tables {Tables.TableNames.Sites} and {Tables.TableNames.Control}) can't be read. "
                + $"{Tables.TableRemedies.Of(Tables.TableNames.Sites)} Or register the site again.", e);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Core.Sites;

/// <summary>How a site's row is written. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Site))]
internal sealed partial class SiteJson : JsonSerializerContext
{
    public static byte[] Write(Site site) => JsonSerializer.SerializeToUtf8Bytes(site, Default.Site);

    public static Site Read(Tables.TableRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, Default.Site) ?? throw new JsonException("The row is null.");
        }
        catch (JsonException e)
        {
            throw new Tables.TableCorruptException(
                $"The registration of site '{row.PartitionKey}' (table {Tables.TableNames.Sites}) can't be read; restore it or register the site again.", e);
        }
    }
}

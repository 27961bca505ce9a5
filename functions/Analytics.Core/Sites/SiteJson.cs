using System.Text.Json.Serialization;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>The stored form of a site. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Site))]
internal sealed partial class SiteJson : JsonSerializerContext
{
    public static byte[] Write(Site site) => StoredForm.WriteJson(site, Default.Site);

    public static Site Read(TableRow row) => Read(row, row.Body);

    /// <summary>Reads a registration from the body of its row, or from the head of its index row.</summary>
    public static Site Read(TableRow row, ReadOnlyMemory<byte> json) =>
        StoredForm.ReadJson(
            json,
            Default.Site,
            $"The registration in row '{row.RowKey}' of '{row.PartitionKey}' (tables {TableNames.Sites} and {TableNames.Control})",
            $"{TableRemedies.Of(TableNames.Sites)} Or register the site again."
        );
}

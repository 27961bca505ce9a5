using Microsoft.OpenApi;

namespace Analytics.Web.OpenApi;

/// <summary>Describes the members of an event that have two types.</summary>
internal static class EventSchemas
{
    /// <summary>Describes the timestamp.</summary>
    public static void DescribeEvent(OpenApiSchema schema)
    {
        Set(
            schema,
            "timestamp",
            JsonSchemaType.Integer,
            "ISO 8601 (UTC without an offset) or Unix milliseconds; "
                + "at most 72 hours ago and 5 minutes ahead, imports any time ago. Default: the time of receipt."
        );
        if (schema.Properties?.TryGetValue("revenue", out var revenue) is true && revenue is OpenApiSchema inline)
        {
            DescribeRevenue(inline);
        }
    }

    /// <summary>Describes the amount.</summary>
    public static void DescribeRevenue(OpenApiSchema schema) =>
        Set(schema, "amount", JsonSchemaType.Number, "A number, or a string that holds one.");

    private static void Set(OpenApiSchema schema, string property, JsonSchemaType other, string description) =>
        (schema.Properties ??= new Dictionary<string, IOpenApiSchema>())[property] = new OpenApiSchema
        {
            Type = JsonSchemaType.String | other,
            Description = description,
        };
}

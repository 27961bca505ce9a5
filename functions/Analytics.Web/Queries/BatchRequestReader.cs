using System.Text;
using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Text;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Reads the body of a batch of queries. The queries themselves are checked later, one by one.</summary>
internal static class BatchRequestReader
{
    /// <summary>Maximum bytes of a body.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Maximum length of an id.</summary>
    public const int MaxId = 64;

    /// <exception cref="ApiException">400 naming the member, 413 or 415.</exception>
    public static async ValueTask<IReadOnlyList<BatchItem>> ReadAsync(HttpContext context)
    {
        MediaTypes.Require(context.Request, MediaTypes.Json);
        using var body = await RequestBody.ReadAsync(context.Request, MaxBytes, context.RequestAborted);
        try
        {
            JsonBody.RequireUnicode(body.Memory.Span);
            using var document = JsonDocument.Parse(body.Memory);
            return Read(document.RootElement);
        }
        catch (JsonException) when (JsonDepth.IsBeyond(body.Memory.Span, JsonBody.MaxDepth))
        {
            throw JsonBody.Bad(JsonDepth.Refusal(JsonBody.MaxDepth));
        }
        catch (JsonException e)
        {
            throw JsonBody.Bad(
                $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}. Send {{ \"queries\": [{{ \"id\": "
                    + "\"…\", \"query\": {…} }] }."
            );
        }
    }

    private static List<BatchItem> Read(JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("queries", out var queries)
            || queries.ValueKind != JsonValueKind.Array
        )
        {
            throw JsonBody.Bad("queries: is missing or no array; send { \"queries\": [{ \"id\": \"…\", \"query\": {…} }] }");
        }

        if (
            root.EnumerateObject().FirstOrDefault(member => member.Name != "queries") is
            { Value.ValueKind: not JsonValueKind.Undefined } other
        )
        {
            throw JsonBody.Bad($"'{Excerpt.Of(other.Name)}' is unknown; only queries is known");
        }

        var count = queries.GetArrayLength();
        if (count is < 1 or > QueryEngine.MaxBatch)
        {
            throw JsonBody.Bad($"queries: has {count}; ask 1 to {QueryEngine.MaxBatch} together");
        }

        var items = new List<BatchItem>(count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in queries.EnumerateArray())
        {
            var item = Item(element, items.Count);
            items.Add(
                ids.Add(item.Id)
                    ? item
                    : throw JsonBody.Bad($"queries[{items.Count}].id: '{item.Id}' is there twice; give each query its own")
            );
        }

        return items;
    }

    private static BatchItem Item(JsonElement element, int index)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"queries[{index}]", element, "send { \"id\": \"…\", \"query\": {…} }");
        }

        string? id = null;
        string? tag = null;
        ReadOnlyMemory<byte>? query = null;
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "id"
                    when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 and <= MaxId } text:
                    id = text;
                    break;
                case "id":
                    throw Wrong($"queries[{index}].id", member.Value, $"give a text of 1 to {MaxId} characters");
                case "etag" when member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                    tag = member.Value.GetString();
                    break;
                case "etag":
                    throw Wrong($"queries[{index}].etag", member.Value, "send the etag of an earlier answer, or leave it out");
                case "query" when member.Value.ValueKind == JsonValueKind.Object:
                    query = Encoding.UTF8.GetBytes(member.Value.GetRawText());
                    break;
                case "query":
                    throw Wrong($"queries[{index}].query", member.Value, "send the object that POST /api/v2/query takes");
                default:
                    throw JsonBody.Bad($"queries[{index}]: '{Excerpt.Of(member.Name)}' is unknown; id, query and etag are known");
            }
        }

        return new BatchItem(
            id ?? throw JsonBody.Bad($"queries[{index}].id: is missing; give one, which the answer's line carries"),
            query ?? throw JsonBody.Bad($"queries[{index}].query: is missing; send what POST /api/v2/query takes"),
            tag
        );
    }

    private static ApiException Wrong(string path, JsonElement value, string remedy) =>
        JsonBody.Bad($"{path}: is {Excerpt.Of(value.GetRawText())}; {remedy}");
}

using System.Text.Json;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>An operation of the API's description.</summary>
internal sealed record DescribedOperation(
    string Name,
    string Method,
    string Path,
    string Query,
    bool NeedsKey,
    bool KeyIsOptional,
    IReadOnlyList<string> Statuses,
    string? Body,
    IReadOnlyList<string> Types
)
{
    /// <summary>True for an address of other products' clients.</summary>
    public bool IsOfClients => Name.StartsWith("Client", StringComparison.Ordinal);

    /// <summary>The operations that refuse by status; a socket and single events answer in ways of their own.</summary>
    public static IEnumerable<DescribedOperation> All()
    {
        var document = JsonDocument.Parse(File.ReadAllText(Repository.File("docs/openapi.json"))).RootElement;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = operation.Value.GetProperty("operationId").GetString()!;
                if (name is "CollectSocket" or "CollectEvent")
                {
                    continue;
                }

                var security = operation.Value.TryGetProperty("security", out var listed) ? listed.EnumerateArray().Count() : 0;
                var content = operation.Value.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : default;
                var example =
                    content.ValueKind == JsonValueKind.Object
                    && content.TryGetProperty("application/json", out var json)
                    && json.TryGetProperty("examples", out var examples)
                        ? examples.EnumerateObject().First().Value.GetProperty("value").GetRawText()
                        : null;
                var query =
                    name == "CollectEvents" ? "?import=true"
                    : operation.Value.TryGetProperty("parameters", out var parameters)
                        ? "?"
                            + string.Join(
                                '&',
                                parameters
                                    .EnumerateArray()
                                    .Where(IsNeeded)
                                    .Select(parameter =>
                                        $"{parameter.GetProperty("name").GetString()}={Uri.EscapeDataString(parameter.GetProperty("example").ToString())}"
                                    )
                            )
                    : "";
                yield return new DescribedOperation(
                    name,
                    operation.Name.ToUpperInvariant(),
                    path.Name,
                    query,
                    security > 0,
                    security > 1,
                    [.. operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name)],
                    example,
                    content.ValueKind == JsonValueKind.Object ? [.. content.EnumerateObject().Select(type => type.Name)] : []
                );
            }
        }
    }

    private static bool IsNeeded(JsonElement parameter) =>
        parameter.GetProperty("in").GetString() == "query"
        && (
            parameter.GetProperty("name").GetString() == "site_id"
            || (parameter.TryGetProperty("required", out var required) && required.GetBoolean())
        );

    /// <summary>Its address with a site, and the first of everything else.</summary>
    public string AddressOf(string site) => Path.Replace("{site}", site).Replace("{id}", "1").Replace("{name}", "script.js") + Query;
}

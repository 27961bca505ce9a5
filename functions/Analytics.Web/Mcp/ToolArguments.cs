using System.Text.Json;
using Analytics.Web.Errors;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Analytics.Web.Mcp;

/// <summary>
/// Refuses arguments that are unknown, missing or of the wrong type by name: the library passes over the first, and of the others says
/// only that the tool failed, by which no assistant can correct itself.
/// </summary>
internal static class ToolArguments
{
    private const int MaxShown = 100;

    /// <summary>Checks the arguments of each call before the tool is called.</summary>
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Checked(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next
    ) =>
        (context, cancellationToken) =>
            context is { MatchedPrimitive: McpServerTool tool, Params: { } call }
            && FaultOf(tool.ProtocolTool.InputSchema, call.Arguments ?? new Dictionary<string, JsonElement>()) is { } fault
                ? ValueTask.FromResult(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = fault }] })
                : next(context, cancellationToken);

    /// <summary>Returns what is wrong with arguments; null if nothing is.</summary>
    private static string? FaultOf(JsonElement schema, IDictionary<string, JsonElement> arguments)
    {
        var known = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : [];
        if (arguments.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
        {
            return known.Count == 0
                ? $"'{unknown}' is unknown; the tool has no arguments."
                : $"'{unknown}' is unknown; {string.Join(", ", known.Keys)} are known.";
        }

        if (
            schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !arguments.ContainsKey(name))
                is { } missing
        )
        {
            return $"'{missing}' is missing. {DescriptionOf(known[missing])}";
        }

        return arguments.FirstOrDefault(argument => !HasType(argument.Value, known[argument.Key])) is { Key: { } name, Value: var value }
            ? $"'{name}' is {Excerpt.Of(value.GetRawText(), MaxShown)}; send {TypesOf(known[name])}. {DescriptionOf(known[name])}"
            : null;
    }

    private static bool HasType(JsonElement value, JsonElement schema)
    {
        var types = TypeNames(schema);
        return types.Count == 0
            || types.Contains(
                value.ValueKind switch
                {
                    JsonValueKind.Array => "array",
                    JsonValueKind.Null => "null",
                    JsonValueKind.Number when value.TryGetInt32(out _) => "integer",
                    JsonValueKind.String => "string",
                    _ => "",
                }
            )
                && (
                    value.ValueKind != JsonValueKind.Array
                    || !schema.TryGetProperty("items", out var items)
                    || value.EnumerateArray().All(item => HasType(item, items))
                );
    }

    /// <summary>Returns the types that a schema allows; none if it allows all.</summary>
    private static List<string> TypeNames(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)]
        : [type.GetString()!];

    private static string TypesOf(JsonElement schema) =>
        string.Join(
            " or ",
            TypeNames(schema)
                .Where(static type => type != "null")
                .Select(static type =>
                    type switch
                    {
                        "array" => "a list of strings",
                        "integer" => "an integer",
                        _ => $"a {type}",
                    }
                )
        );

    private static string DescriptionOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("description", out var description)
            ? description.GetString()!
            : string.Empty;
}

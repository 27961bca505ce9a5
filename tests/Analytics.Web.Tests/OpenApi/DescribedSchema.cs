using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>
/// Reads the schemas of the API's description: the parts of JSON Schema that it uses. Members that are not described are faults.
/// </summary>
internal sealed class DescribedSchema(JsonElement root)
{
    private static readonly string[] Kinds = ["type", "enum", "oneOf", "anyOf", "$ref"];

    /// <summary>The whole description.</summary>
    public JsonElement Root { get; } = root;

    /// <summary>Reads the committed description.</summary>
    public static DescribedSchema Document() => new(JsonElement.Parse(File.ReadAllText(Repository.File("docs/openapi.json"))));

    /// <summary>Returns the schema at a place such as <c>QueryBody.metrics[]|1</c>: members, items, and forms by their number.</summary>
    public JsonElement At(string place)
    {
        var steps = Regex.Matches(place, @"^\w+|\.\w+|\[\]|\|\d").Select(match => match.Value).ToList();
        var schema = Resolve(Root.GetProperty("components").GetProperty("schemas").GetProperty(steps[0]));
        foreach (var step in steps.Skip(1))
        {
            schema = WithoutNull(
                step[0] switch
                {
                    '.' => schema.GetProperty("properties").GetProperty(step[1..]),
                    '[' => schema.GetProperty("items"),
                    _ => Forms(schema).ElementAt(step[1] - '0'),
                }
            );
        }

        return schema;
    }

    /// <summary>Lists the places where a schema admits anything, or where a member is not described.</summary>
    public void FindOpen(JsonElement schema, string place, List<string> faults)
    {
        if (!Kinds.Any(kind => schema.TryGetProperty(kind, out _)))
        {
            faults.Add($"{place} has no type");
        }

        if (Types(schema).Contains("array") && !schema.TryGetProperty("items", out _))
        {
            faults.Add($"{place} has no type of its items");
        }

        var isClosed =
            schema.TryGetProperty("properties", out var members) | schema.TryGetProperty("additionalProperties", out var others);
        if (Types(schema).Contains("object") && !isClosed && !IsOpenByIntent(schema))
        {
            faults.Add($"{place} may have any member");
        }

        foreach (var member in members.ValueKind == JsonValueKind.Object ? members.EnumerateObject().ToArray() : [])
        {
            if (!Forms(member.Value).Prepend(member.Value).Any(form => form.TryGetProperty("description", out _)))
            {
                faults.Add($"{place}.{member.Name} has no description");
            }

            FindOpen(member.Value, $"{place}.{member.Name}", faults);
        }

        foreach (var form in Forms(schema))
        {
            FindOpen(form, $"{place}|", faults);
        }

        if (schema.TryGetProperty("items", out var items))
        {
            FindOpen(items, $"{place}[]", faults);
        }

        if (others.ValueKind == JsonValueKind.Object)
        {
            FindOpen(others, $"{place}{{}}", faults);
        }
    }

    /// <summary>Lists what a value has that its schema does not admit.</summary>
    public void FindFaults(JsonElement schema, JsonElement value, string place, List<string> faults)
    {
        schema = Resolve(schema);
        if (Forms(schema).Any() && !Forms(schema).Any(form => Admits(form, value)))
        {
            faults.Add($"{place} is none of its forms: {value.GetRawText()}");
        }

        if (Types(schema) is { Count: > 0 } types && !types.Any(type => IsOf(type, value)))
        {
            faults.Add($"{place} is no {string.Join(" or ", types)}: {value.GetRawText()}");
        }

        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)))
        {
            faults.Add($"{place} is none of {words.GetRawText()}: {value.GetRawText()}");
        }

        if (
            value.ValueKind == JsonValueKind.String
            && schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)
        )
        {
            faults.Add($"{place} does not match {pattern}: {value.GetRawText()}");
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            FindFaultsOfArray(schema, value, place, faults);
        }
        else if (value.ValueKind == JsonValueKind.Object && !Forms(schema).Any())
        {
            FindFaultsOfObject(schema, value, place, faults);
        }
    }

    private void FindFaultsOfArray(JsonElement schema, JsonElement value, string place, List<string> faults)
    {
        if (
            (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32())
            || (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32())
        )
        {
            faults.Add($"{place} has {value.GetArrayLength()} items");
        }

        foreach (var (i, item) in schema.TryGetProperty("items", out var items) ? value.EnumerateArray().Index() : [])
        {
            FindFaults(items, item, $"{place}[{i}]", faults);
        }
    }

    private void FindFaultsOfObject(JsonElement schema, JsonElement value, string place, List<string> faults)
    {
        var isOpen = IsOpenByIntent(schema) || schema.TryGetProperty("additionalProperties", out _);
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var members) && members.TryGetProperty(member.Name, out var described))
            {
                FindFaults(described, member.Value, $"{place}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            {
                FindFaults(others, member.Value, $"{place}.{member.Name}", faults);
            }
            else if (!isOpen)
            {
                faults.Add($"{place}.{member.Name} is not described");
            }
        }

        faults.AddRange(
            schema.TryGetProperty("required", out var required)
                ? required
                    .EnumerateArray()
                    .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                    .Select(name => $"{place}.{name} is missing")
                : []
        );
    }

    private bool Admits(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        FindFaults(schema, value, string.Empty, faults);
        return faults.Count == 0;
    }

    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var name)
            ? Root.GetProperty("components").GetProperty("schemas").GetProperty(name.GetString()!.Split('/')[^1])
            : schema;

    /// <summary>Returns the other form of a member that is an object or null.</summary>
    private JsonElement WithoutNull(JsonElement schema) =>
        Forms(Resolve(schema)).ToList() is [var no, var other] && Types(no) is ["null"] ? Resolve(other) : Resolve(schema);

    /// <summary>Returns true where the description says that any object may stand.</summary>
    private static bool IsOpenByIntent(JsonElement schema) =>
        schema.TryGetProperty("description", out var description)
        && description.GetString()!.EndsWith(" Any object.", StringComparison.Ordinal);

    private static IEnumerable<JsonElement> Forms(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var one) ? one.EnumerateArray()
        : schema.TryGetProperty("anyOf", out var any) ? any.EnumerateArray()
        : [];

    private static List<string> Types(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)]
        : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => value.ValueKind == JsonValueKind.Object,
        };
}

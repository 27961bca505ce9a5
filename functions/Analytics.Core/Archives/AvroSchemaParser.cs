using System.Text.Json;

namespace Analytics.Core.Archives;

/// <summary>
/// Parses the parts of an Avro schema that decoding needs: structure and names, without defaults, aliases, documentation and logical
/// types.
/// </summary>
/// <remarks>Implements the section "Schema Declaration" of the Apache Avro 1.11 specification.</remarks>
internal sealed class AvroSchemaParser
{
    private readonly Dictionary<string, AvroType> _named = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The text is no Avro schema.</exception>
    public static AvroType Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new AvroSchemaParser().Read(document.RootElement, space: string.Empty);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"The Avro schema is damaged: {exception.Message}", exception);
        }
    }

    private AvroType Read(JsonElement schema, string space) =>
        schema.ValueKind switch
        {
            JsonValueKind.String => Named(schema.GetString()!, space),
            JsonValueKind.Array => new AvroType(AvroKind.Union)
            {
                Inner = [.. schema.EnumerateArray().Select(branch => Read(branch, space))],
            },
            JsonValueKind.Object => ReadObject(schema, space),
            _ => throw new InvalidDataException($"An Avro schema cannot be a JSON {schema.ValueKind}."),
        };

    private AvroType ReadObject(JsonElement schema, string space)
    {
        var type = schema.GetProperty("type");
        if (type.ValueKind != JsonValueKind.String)
        {
            return Read(type, space);
        }

        return type.GetString() switch
        {
            "record" or "error" => ReadRecord(schema, space),
            "enum" => Define(schema, ref space, new AvroType(AvroKind.Enum)),
            "fixed" => Define(schema, ref space, new AvroType(AvroKind.Fixed) { Size = schema.GetProperty("size").GetInt32() }),
            "array" => new AvroType(AvroKind.Array) { Inner = [Read(schema.GetProperty("items"), space)] },
            "map" => new AvroType(AvroKind.Map) { Inner = [Read(schema.GetProperty("values"), space)] },
            var name => Named(name!, space),
        };
    }

    private AvroType ReadRecord(JsonElement schema, string space)
    {
        // Defined before its fields are read, because they may refer to it.
        var record = Define(schema, ref space, new AvroType(AvroKind.Record));
        foreach (var field in schema.GetProperty("fields").EnumerateArray())
        {
            record.Fields.Add(new(field.GetProperty("name").GetString()!, Read(field.GetProperty("type"), space)));
        }

        return record;
    }

    private AvroType Define(JsonElement schema, ref string space, AvroType type)
    {
        var name = schema.GetProperty("name").GetString()!;
        if (schema.TryGetProperty("namespace", out var given))
        {
            space = given.GetString()!;
        }

        var full = FullName(name, space);
        space = full.Contains('.', StringComparison.Ordinal) ? full[..full.LastIndexOf('.')] : string.Empty;
        _named[full] = type;
        return type;
    }

    private AvroType Named(string name, string space) =>
        name switch
        {
            "null" => new(AvroKind.Null),
            "boolean" => new(AvroKind.Boolean),
            "int" => new(AvroKind.Int),
            "long" => new(AvroKind.Long),
            "float" => new(AvroKind.Float),
            "double" => new(AvroKind.Double),
            "bytes" => new(AvroKind.Bytes),
            "string" => new(AvroKind.String),
            _ when _named.TryGetValue(FullName(name, space), out var type) => type,
            _ when _named.TryGetValue(name, out var type) => type,
            _ => throw new InvalidDataException($"The Avro schema names the type '{name}' without defining it."),
        };

    private static string FullName(string name, string space) =>
        space.Length == 0 || name.Contains('.', StringComparison.Ordinal) ? name : $"{space}.{name}";
}

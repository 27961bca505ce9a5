namespace Analytics.Core.Archives;

/// <summary>A node of an Avro schema. A record may contain itself, so its fields are added after its creation.</summary>
internal sealed class AvroType(AvroKind kind)
{
    public AvroKind Kind { get; } = kind;

    /// <summary>Fields of a record, in order.</summary>
    public List<AvroField> Fields { get; } = [];

    /// <summary>The branches of a union, or the single type of an array's items or a map's values.</summary>
    public IReadOnlyList<AvroType> Inner { get; init; } = [];

    /// <summary>Number of bytes of a fixed type.</summary>
    public int Size { get; init; }
}

/// <summary>A field of an Avro record.</summary>
internal sealed record AvroField(string Name, AvroType Type);

namespace Analytics.Core.Archives;

/// <summary>A node of an Avro schema. Records may contain themselves, so a record's fields are added after it is made.</summary>
internal sealed class AvroType(AvroKind kind)
{
    public AvroKind Kind { get; } = kind;

    /// <summary>Fields of a record, in order.</summary>
    public List<AvroField> Fields { get; } = [];

    /// <summary>Branches of a union; the one type of an array's items or a map's values.</summary>
    public IReadOnlyList<AvroType> Inner { get; init; } = [];

    /// <summary>Bytes of a fixed type.</summary>
    public int Size { get; init; }
}

/// <summary>A field of an Avro record.</summary>
internal sealed record AvroField(string Name, AvroType Type);

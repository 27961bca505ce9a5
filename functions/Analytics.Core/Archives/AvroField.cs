namespace Analytics.Core.Archives;

/// <summary>A field of an Avro record.</summary>
internal sealed record AvroField(string Name, AvroType Type);

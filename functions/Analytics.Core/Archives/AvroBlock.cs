namespace Analytics.Core.Archives;

/// <summary>A decompressed block of an Avro file.</summary>
/// <param name="Count">Number of values in it.</param>
/// <param name="Bytes">The values, binary-encoded.</param>
internal readonly record struct AvroBlock(long Count, ReadOnlyMemory<byte> Bytes);

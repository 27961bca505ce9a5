namespace Analytics.Testing.Damage;

/// <summary>A kind of stored bytes and the code that reads them.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Samples">Whole bytes of the kind.</param>
/// <param name="Read">Reads bytes to their end; throws where they are damaged.</param>
/// <param name="IsChecked">True if a checksum must reveal every change; false if changed bytes may be others of the kind.</param>
public sealed record ByteDecoder(string Name, IReadOnlyList<byte[]> Samples, Func<byte[], Task> Read, bool IsChecked)
{
    /// <summary>The error that tells of damage.</summary>
    public Type Error { get; init; } = typeof(InvalidDataException);

    /// <summary>Bytes that reading may allocate, beside a thousand for each byte that is read.</summary>
    public long MaxBytes { get; init; } = 4L << 20;
}

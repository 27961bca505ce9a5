namespace Analytics.Local.Importing;

/// <summary>One file of an import, decompressed: the file that was named, or one of a directory or archive.</summary>
/// <param name="Name">The name for messages.</param>
/// <param name="Content">The whole content, including the bytes that were read ahead.</param>
/// <param name="Start">The first bytes, at most <see cref="StartBytes"/>.</param>
/// <param name="IsWhole">True if the file has no more than its start.</param>
/// <param name="Damage">
/// The exception with which <paramref name="Content"/> ends after the start; null if the start is not damaged.
/// </param>
/// <param name="TellsEnd">
/// True if a content that was cut off ends with an exception, as in an archive or a compressed file, so that its last line is whole.
/// </param>
internal sealed record ImportFile(
    string Name,
    Stream Content,
    ReadOnlyMemory<byte> Start,
    bool IsWhole,
    Exception? Damage = null,
    bool TellsEnd = false
)
{
    /// <summary>Number of bytes that are read ahead to detect the format.</summary>
    public const int StartBytes = 64 * 1024;
}

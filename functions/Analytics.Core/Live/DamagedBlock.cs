namespace Analytics.Core.Live;

/// <summary>A block of a live row that cannot be read.</summary>
/// <param name="Site">The site; null if it is unknown and the whole row is lost.</param>
/// <param name="Hour">The hour's first second, Unix time.</param>
/// <param name="Bytes">The stored bytes.</param>
/// <param name="Reason">The error.</param>
internal sealed record DamagedBlock(string? Site, long? Hour, ReadOnlyMemory<byte> Bytes, Exception Reason);

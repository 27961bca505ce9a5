namespace Analytics.Core.Archives;

/// <summary>A piece of a partition's archive that was looked through.</summary>
/// <param name="Cursor">Its end.</param>
/// <param name="IsLast">True if the last message that must be looked at is in it or before it.</param>
public readonly record struct RewrittenPiece(string? Cursor, bool IsLast);

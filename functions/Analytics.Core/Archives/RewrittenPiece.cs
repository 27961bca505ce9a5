namespace Analytics.Core.Archives;

/// <summary>A processed piece of a partition's archive.</summary>
/// <param name="Cursor">Its end.</param>
/// <param name="IsLast">True if the last message to process is in it or before it.</param>
public readonly record struct RewrittenPiece(string? Cursor, bool IsLast);

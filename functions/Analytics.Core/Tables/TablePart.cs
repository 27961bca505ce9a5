namespace Analytics.Core.Tables;

/// <summary>A named part of a row, which a read can ask for without the others.</summary>
/// <param name="Name">1 to <see cref="TableLimits.MaxPartNameLength"/> of the characters a to z, 0 to 9 and the full stop.</param>
/// <param name="Content">The part's bytes; may be empty.</param>
public readonly record struct TablePart(string Name, ReadOnlyMemory<byte> Content);

namespace Analytics.Azure.Copies;

/// <summary>The outcome of restoring one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Restored">Rows that were missing and are there again.</param>
/// <param name="Kept">Rows that were there, which were left as they are.</param>
public sealed record RestoredCopy(string Table, int Restored, int Kept);

namespace Analytics.Azure.Copies;

/// <summary>The outcome of restoring one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Restored">Number of rows that were missing and were inserted.</param>
/// <param name="Kept">Number of rows that existed and were not changed.</param>
public sealed record RestoredCopy(string Table, int Restored, int Kept);

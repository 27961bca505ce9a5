namespace Analytics.Core.Imports;

/// <summary>A daily aggregate: the numbers of one day and one combination of values.</summary>
/// <param name="Day">The day, in the time zone of the exporting tool.</param>
/// <param name="Keys">The values in the order of <see cref="ImportedTable.Keys"/>; empty when not set.</param>
/// <param name="Numbers">The numbers in the order of <see cref="ImportedTable.Measures"/>; 0 where the file has no such column.</param>
public sealed record ImportedRow(DateOnly Day, string[] Keys, long[] Numbers);

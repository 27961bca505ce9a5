namespace Analytics.Core.Imports;

/// <summary>The content of one table of an import. Its names are a stored format.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Rows">The number of rows in the files.</param>
/// <param name="Keys">The value columns that all of its files have, by position among those of the table.</param>
/// <param name="Measures">The measures that all of its files have.</param>
public sealed record ImportedContent(string Table, long Rows, IReadOnlyList<int> Keys, IReadOnlyList<ImportedMeasure> Measures);

using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>The columns of a segment that a question needs. Columns that a segment lacks are ignored.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Properties">The custom properties.</param>
internal sealed record WantedColumns(IReadOnlyCollection<ColumnId> Columns, IReadOnlyCollection<string> Properties);

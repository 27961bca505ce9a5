namespace Analytics.Core.Rollups;

/// <summary>One visit of a draft in order.</summary>
/// <param name="FirstRow">Where its events start in <see cref="VisitChains.Rows"/>.</param>
/// <param name="RowCount">How many events it has.</param>
/// <param name="Fragment">The fragment whose dimensions it has.</param>
internal readonly record struct VisitChain(int FirstRow, int RowCount, int Fragment);

namespace Analytics.Core.Periods;

/// <summary>One visit of a draft in order.</summary>
/// <param name="FirstRow">Index of its first event in <see cref="VisitChains.Rows"/>.</param>
/// <param name="RowCount">Number of its events.</param>
/// <param name="Fragment">The fragment whose dimensions it has.</param>
/// <param name="PreviousVisitor">Yesterday's id that one of its fragments carries; 0 if none does.</param>
/// <param name="Alias">The day's own id of its last fragment that stands under an earlier day's; 0 if none does.</param>
internal readonly record struct VisitChain(int FirstRow, int RowCount, int Fragment, ulong PreviousVisitor, ulong Alias);

namespace Analytics.Core.Periods;

/// <summary>One visit of a sorted draft.</summary>
/// <param name="FirstRow">Index of its first event in <see cref="VisitChains.Rows"/>.</param>
/// <param name="RowCount">Number of its events.</param>
/// <param name="Fragment">The fragment whose dimensions it has.</param>
/// <param name="PreviousVisitor">Yesterday's id of one of its fragments; 0 if none has one.</param>
/// <param name="Alias">The day's own id of its last fragment that is stored under an earlier day's id; 0 if there is none.</param>
internal readonly record struct VisitChain(int FirstRow, int RowCount, int Fragment, ulong PreviousVisitor, ulong Alias);

namespace Analytics.Core.Periods;

/// <summary>The end of a draft at some moment.</summary>
internal readonly record struct RollupDraftMark(int Fragments, int Events, int OptionalValues, int Properties);

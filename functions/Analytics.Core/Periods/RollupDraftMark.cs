namespace Analytics.Core.Periods;

/// <summary>A position in a draft: its end when the mark was made.</summary>
internal readonly record struct RollupDraftMark(int Fragments, int Events, int OptionalValues, int Properties);

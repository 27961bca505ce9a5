namespace Analytics.Core.Periods;

/// <summary>An event of a draft with the fragment that it came in.</summary>
internal readonly record struct ChainedEvent(int Row, int Fragment);

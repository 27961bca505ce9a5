namespace Analytics.Core.Live;

/// <summary>Where a row of a live block is, and what it takes over from rows before it.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="MillisecondsBefore">Milliseconds from the hour's start to the row before.</param>
/// <param name="DimensionsAt">Where its dimensions are, or those that it shares.</param>
internal readonly record struct LiveRowPlace(int Offset, int MillisecondsBefore, int DimensionsAt);

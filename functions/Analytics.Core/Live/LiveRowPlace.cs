namespace Analytics.Core.Live;

/// <summary>The position of a row in a live block, with the state that it takes over from rows before it.</summary>
/// <param name="Offset">Offset of its first byte.</param>
/// <param name="MillisecondsBefore">Milliseconds from the hour's start to the row before.</param>
/// <param name="DimensionsAt">Offset of its dimensions, or of those that it shares.</param>
internal readonly record struct LiveRowPlace(int Offset, int MillisecondsBefore, int DimensionsAt);

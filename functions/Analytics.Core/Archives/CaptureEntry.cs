namespace Analytics.Core.Archives;

/// <summary>A captured file in a listing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length. Files of windows without messages are all equally long, because they consist of the same header
/// alone.</param>
public readonly record struct CaptureEntry(CaptureName Name, long Bytes);

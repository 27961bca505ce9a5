namespace Analytics.Core.Archives;

/// <summary>A captured file in a listing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length. Files of windows without messages have equal lengths, because they consist of the same header.</param>
public readonly record struct CaptureEntry(CaptureName Name, long Bytes);

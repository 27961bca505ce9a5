namespace Analytics.Web.DataFiles;

/// <summary>A kind of file that an operator may supply.</summary>
/// <param name="Name">Its name for messages, such as <c>places</c>.</param>
/// <param name="Setting">The setting with the path, for messages.</param>
/// <param name="Path">The path; null or empty if the operator supplies none.</param>
/// <param name="Load">
/// Checks a content and starts to use it. Throws <see cref="InvalidDataException"/> or <see cref="FormatException"/> for an unusable
/// content; then the previous one stays in use.
/// </param>
public sealed record DataFileKind(string Name, string Setting, string? Path, Action<byte[]> Load);

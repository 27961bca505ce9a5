namespace Analytics.Web.DataFiles;

/// <summary>A kind of file that an operator may supply.</summary>
/// <param name="Name">Its name for messages, such as <c>places</c>.</param>
/// <param name="Setting">The setting with the path, for messages.</param>
/// <param name="Path">The path; null or empty if the operator supplies none.</param>
/// <param name="Load">
/// Checks a content and puts it to use; throws <see cref="InvalidDataException"/> or <see cref="FormatException"/> for one that can't be
/// used, and then what was in use stays.
/// </param>
public sealed record DataFileKind(string Name, string Setting, string? Path, Action<byte[]> Load);

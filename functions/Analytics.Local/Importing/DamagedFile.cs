using ZstdSharp;

namespace Analytics.Local.Importing;

/// <summary>A file that is damaged or cut off. It ends the reading of that file, and of no other.</summary>
internal static class DamagedFile
{
    /// <summary>True if an exception says that a file's content is damaged, rather than that it cannot be read at all.</summary>
    public static bool IsCause(Exception exception) => exception is InvalidDataException or EndOfStreamException or ZstdException;

    /// <summary>Describes it for the user.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cause">The exception that its reading ended with.</param>
    public static string Describe(string name, Exception cause) =>
        cause.Message.StartsWith(name, StringComparison.Ordinal) ? cause.Message : $"{name} is damaged or cut off: {cause.Message}";
}

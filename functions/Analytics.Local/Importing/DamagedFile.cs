using ZstdSharp;

namespace Analytics.Local.Importing;

/// <summary>Recognizes and describes a file that is damaged or cut off. Damage ends the reading of this file only.</summary>
internal static class DamagedFile
{
    /// <summary>Returns true if an exception means that a file's content is damaged, rather than that it can't be read at all.</summary>
    public static bool IsCause(Exception exception) => exception is InvalidDataException or EndOfStreamException or ZstdException;

    /// <summary>Describes the damage for the user.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cause">The exception that ended the reading.</param>
    public static string Describe(string name, Exception cause) =>
        cause.Message.StartsWith(name, StringComparison.Ordinal) ? cause.Message : $"{name} is damaged or cut off: {cause.Message}";
}

using System.Globalization;

namespace Analytics.Local.Demo;

/// <summary>
/// State that a demo's data directory keeps from one start to the next: the key to sign in with, and until when visits were sent.
/// </summary>
/// <param name="Key">The secret of the demo's key; null before the first start.</param>
/// <param name="SentUntil">The time of the last event that was sent; null before the past was sent whole.</param>
internal sealed record DemoState(string? Key, DateTimeOffset? SentUntil)
{
    private const string FileName = "demo.txt";

    /// <summary>Reads the state of a data directory; an unreadable one is that of a first start.</summary>
    public static DemoState Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var sent =
            lines.Length > 1
            && DateTimeOffset.TryParse(lines[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until)
                ? until
                : (DateTimeOffset?)null;
        return new DemoState(lines is [{ Length: > 0 } key, ..] ? key : null, sent);
    }

    /// <summary>Writes the state. Its file is for the owner's eyes, because it holds the key.</summary>
    public void Write(string directory)
    {
        var path = Path.Combine(directory, FileName);
        File.WriteAllLines(path, [Key ?? string.Empty, SentUntil?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}

using System.Globalization;

namespace Analytics.Local.Demo;

/// <summary>The state of a demo that is kept in its data directory from one start to the next.</summary>
/// <param name="Key">The secret of the demo's key; null before the first start.</param>
/// <param name="SentUntil">The time until which events were sent; null before the whole past was sent.</param>
/// <param name="EarlierFrom">The first day that the earlier release counted; null before it did.</param>
internal sealed record DemoState(string? Key, DateTimeOffset? SentUntil, DateOnly? EarlierFrom)
{
    private const string DayFormat = "yyyy-MM-dd";
    private const string FileName = "demo.txt";

    /// <summary>Reads the state of a data directory. An unreadable state is that of a first start.</summary>
    public static DemoState Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var sent =
            lines.Length > 1
            && DateTimeOffset.TryParse(lines[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until)
                ? until
                : (DateTimeOffset?)null;
        var earlier =
            lines.Length > 2
            && DateOnly.TryParseExact(lines[2], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
                ? first
                : (DateOnly?)null;
        return new DemoState(lines is [{ Length: > 0 } key, ..] ? key : null, sent, earlier);
    }

    /// <summary>Writes the state to a file that only its owner may read, because it holds the key.</summary>
    public void Write(string directory)
    {
        var path = Path.Combine(directory, FileName);
        File.WriteAllLines(
            path,
            [
                Key ?? string.Empty,
                SentUntil?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty,
                EarlierFrom?.ToString(DayFormat, CultureInfo.InvariantCulture) ?? string.Empty,
            ]
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}

using System.Globalization;

namespace Analytics.Local.Serving;

/// <summary>The limit on open files and connections of the process.</summary>
internal static class OpenFiles
{
    /// <summary>
    /// The least limit with which the server starts: enough for the program and a few dozen connections. With fewer, it would fail during
    /// its start or a request.
    /// </summary>
    public const int Fewest = 256;

    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>Rejects a start that could not succeed. Does nothing if the system does not report its limit.</summary>
    /// <exception cref="IOException">The process may open too few files.</exception>
    public static void Require()
    {
        if (File.Exists(Limits) && Parse(File.ReadLines(Limits)) is { } most && most < Fewest)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This process may have {most} files open, and the server needs at least {Fewest}, "
                        + $"one for each connection included. Raise the limit with 'ulimit -n', or LimitNOFILE of its service."
                )
            );
        }
    }

    // The runtime raises the soft limit, the first number, to the hard one.
    private static long? Parse(IEnumerable<string> lines) =>
        lines
            .FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))
            ?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is [_, var hard, ..]
        && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : null;
}

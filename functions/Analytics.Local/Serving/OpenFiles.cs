using System.Globalization;

namespace Analytics.Local.Serving;

/// <summary>Limit on the files and connections that the process may have open.</summary>
internal static class OpenFiles
{
    /// <summary>
    /// Number that the program itself and a few dozen connections need; with less it fails in the middle of its start, or of a request.
    /// </summary>
    public const int Fewest = 256;

    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>Refuses a start that could not succeed. Does nothing where the system does not tell.</summary>
    /// <exception cref="IOException">The process may have too few files open.</exception>
    public static void Require()
    {
        if (File.Exists(Limits) && Parse(File.ReadLines(Limits)) is { } most && most < Fewest)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This process may have {most} files open, and the server needs at least {Fewest}, one for each connection included. Raise the limit with 'ulimit -n', or LimitNOFILE of its service."
                )
            );
        }
    }

    // The runtime raises the soft limit, which stands first, to the hard one.
    private static long? Parse(IEnumerable<string> lines) =>
        lines
            .FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))
            ?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is [_, var hard, ..]
        && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : null;
}

using System.Globalization;

namespace Analytics.Local.Serving;

/// <summary>The limit on open files and connections of the process.</summary>
internal static class OpenFiles
{
    /// <summary>
    /// The least limit with which the server starts: <see cref="LeastReserve"/> and <see cref="FewestConnections"/>. With fewer, it would
    /// fail during its start or a request.
    /// </summary>
    public const int Fewest = LeastReserve + FewestConnections;

    // The program and its databases take about 250. The rest is for certificates, webhooks, uploads, and connections that are accepted
    // only to be refused.
    private const int LeastReserve = 512;
    private const int FewestConnections = 64;

    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>The number of files that the process may have open; null if the system does not report it or has no limit.</summary>
    public static long? Limit => File.Exists(Limits) ? Parse(File.ReadLines(Limits)) : null;

    /// <summary>Returns the number of connections that leave enough files to the rest of the process.</summary>
    /// <param name="limit">The number of files that the process may have open.</param>
    public static long ConnectionsOf(long limit) => Math.Max(FewestConnections, limit - Math.Max(LeastReserve, limit / 4));

    /// <summary>Rejects a start that could not succeed. Does nothing if the system does not report its limit.</summary>
    /// <exception cref="IOException">The process may open too few files.</exception>
    public static void Require()
    {
        if (Limit is { } most && most < Fewest)
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

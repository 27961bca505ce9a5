using Analytics.Core.EventLog;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Local.Serving;

/// <summary>Limits the resources of connections. The bodies of requests are limited by the API itself, in every host.</summary>
internal static class ConnectionLimits
{
    // A connection that has sent a request takes about 25 KiB, one that sends a body as much again as its buffer.
    private const int BytesOfConnection = 128 * 1024;
    private const int MinConnections = 1_000;
    private const int MaxConnections = 20_000;
    private const int MaxUpgraded = 1_000;
    private const int MaxRefused = 64;
    private const int BufferBytes = 64 * 1024;
    private static readonly MinDataRate BodyRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>The number of connections that may be open at once, those included that are about to be refused.</summary>
    public static int OpenOf(KestrelServerLimits limits) =>
        (int)
            Math.Min(
                int.MaxValue,
                (limits.MaxConcurrentConnections ?? MaxConnections) + (limits.MaxConcurrentUpgradedConnections ?? MaxUpgraded) + MaxRefused
            );

    /// <summary>Sets the limits of a server.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="processBytes">The memory that the process may use.</param>
    /// <param name="openFiles">The number of files that the process may have open; null for no limit.</param>
    public static void Apply(KestrelServerLimits limits, long processBytes, long? openFiles)
    {
        var connections = Math.Clamp(processBytes / BytesOfConnection, MinConnections, MaxConnections);
        if (openFiles is { } files)
        {
            connections = Math.Min(connections, OpenFiles.ConnectionsOf(files));
        }

        // Upgraded connections are counted apart; both need a file each.
        var upgraded = Math.Min(MaxUpgraded, connections / 4);
        limits.MaxConcurrentUpgradedConnections = upgraded;
        limits.MaxConcurrentConnections = connections - upgraded;

        // The API rejects larger bodies earlier; this limits how much of a rejected body is read before the connection is closed.
        limits.MaxRequestBodySize = 2 * EventLimits.BatchBytes;
        limits.MaxRequestBufferSize = BufferBytes;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MinRequestBodyDataRate = BodyRate;
        limits.MinResponseDataRate = BodyRate;
    }
}

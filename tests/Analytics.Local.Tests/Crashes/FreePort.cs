using System.Net;
using System.Net.Sockets;

namespace Analytics.Local.Tests.Crashes;

/// <summary>Ports of 127.0.0.1 that a server can be killed on and started on again.</summary>
internal static class FreePort
{
    // Below the ports that the system gives to outgoing connections: a client that keeps trying to reach a killed server could otherwise
    // be given the server's own port and connect to itself.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _next = Environment.ProcessId * 37 % Count;

    /// <summary>A port that nobody listens on and that no other call of this process returns.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody else's; the next one.
                continue;
            }
        }

        throw new InvalidOperationException($"No port of 127.0.0.1 from {First} to {First + Count - 1} is free.");
    }
}

using System.Net;
using System.Net.Sockets;

namespace Analytics.Local.Serving;

/// <summary>The addresses at which the server listens, each checked before anything starts.</summary>
internal static class ListenAddresses
{
    private const string Endpoints = "Kestrel:Endpoints";
    private const string Remedy =
        "give an IP address of this machine, localhost, or * for all of them, such as http://127.0.0.1:5080 or https://[::]:443, "
        + "several with semicolons";

    /// <summary>Parses addresses that are separated by semicolons.</summary>
    /// <exception cref="InvalidDataException">The server can't listen at one of them.</exception>
    public static string[] Parse(string urls) => Parse("--urls", urls);

    /// <summary>Checks the addresses of the web server's own settings, which replace those of the command line.</summary>
    /// <exception cref="InvalidDataException">The server can't listen at one of them.</exception>
    public static void Check(IConfiguration settings)
    {
        foreach (var endpoint in settings.GetSection(Endpoints).GetChildren())
        {
            if (endpoint["Url"] is { } url)
            {
                Parse($"{endpoint.Path}:Url", url);
            }
        }
    }

    private static string[] Parse(string setting, string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses.DefaultIfEmpty(string.Empty))
        {
            if (Problem(address) is { } problem)
            {
                throw new InvalidDataException($"{setting} is '{urls}', of which '{address}' {problem}.");
            }
        }

        return addresses;
    }

    /// <summary>Returns what prevents the server from listening at an address; null for nothing.</summary>
    private static string? Problem(string text) =>
        !TryParse(text, out var address) ? $"is no address to listen at; {Remedy}"
        : address.IsUnixPipe ? null
        : address.PathBase.Length > 0 ? $"has a path, and the server answers at / alone; leave out '{address.PathBase}'"
        : EndPoint(address) is not { } endPoint ? $"names no address to listen at; {Remedy}"
        : IsLocalhost(address) && address.Port == 0 ? "needs a port; only an IP address can have 0, which takes a free one"
        : Refusal(endPoint);

    private static bool TryParse(string text, out BindingAddress address)
    {
        try
        {
            address = BindingAddress.Parse(text);
            return address is { Scheme: "http" or "https", Port: >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort, IsNamedPipe: false };
        }
        catch (FormatException)
        {
            address = null!;
            return false;
        }
    }

    // Any other host is a name, and the web server would listen at all addresses of the machine.
    private static IPEndPoint? EndPoint(BindingAddress address) =>
        IsLocalhost(address) ? new IPEndPoint(IPAddress.Loopback, address.Port)
        : address.Host is "*" or "+" ? new IPEndPoint(IPAddress.Any, address.Port)
        : IPAddress.TryParse(address.Host, out var ip) ? new IPEndPoint(ip, address.Port)
        : null;

    private static bool IsLocalhost(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static string? Refusal(IPEndPoint endPoint)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is already in use. Stop the program that listens there, or choose another address",
                SocketError.AddressNotAvailable => $"is no address of this machine; {Remedy}",
                SocketError.AccessDenied => "is not for this user to listen at; choose a port from 1024 on, or permit it to the server",
                _ => $"can't be listened at ({exception.Message}); {Remedy}",
            };
        }
    }
}

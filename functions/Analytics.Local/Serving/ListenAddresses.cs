using System.Net;

namespace Analytics.Local.Serving;

/// <summary>The addresses at which the server listens.</summary>
internal static class ListenAddresses
{
    /// <summary>Parses addresses that are separated by semicolons.</summary>
    /// <exception cref="InvalidDataException">One is no address of a scheme and port to listen at.</exception>
    public static string[] Parse(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(addresses, IsAddress) && addresses.Length > 0
            ? addresses
            : throw new InvalidDataException(
                $"--urls is '{urls}', of which '{Array.Find(addresses, static address => !IsAddress(address))}' is no address to "
                    + "listen at; give one such as http://127.0.0.1:5080 or https://[::]:443, several with semicolons."
            );
    }

    private static bool IsAddress(string text)
    {
        try
        {
            return BindingAddress.Parse(text) is { Scheme: "http" or "https", Port: >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

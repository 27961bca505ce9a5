using System.Globalization;

namespace Analytics.Core.Text;

/// <summary>One spelling for every host: lower-case, an internationalised name in its xn-- form. Pure and thread-safe.</summary>
public static class HostName
{
    /// <summary>
    /// The host in its one spelling; a name that has no xn-- form, or was damaged on its way, stays as it is, in lower case.
    /// </summary>
    public static string ToAscii(string host)
    {
        var lower = host.ToLowerInvariant();
        if (System.Text.Ascii.IsValid(lower) || lower.Contains('\uFFFD'))
        {
            return lower;
        }

        try
        {
            // Not shared: it is not documented to be thread-safe, and few hosts get here.
            return new IdnMapping().GetAscii(lower);
        }
        catch (ArgumentException)
        {
            return lower;
        }
    }
}

using System.Globalization;

namespace Analytics.Core.Text;

/// <summary>The canonical form of hosts: lower case, an internationalised name in its xn-- form. Thread-safe.</summary>
public static class HostName
{
    /// <summary>
    /// Returns the host in canonical form; a name without an xn-- form, or with damaged characters, is only converted to lower case.
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
            // A new instance, because it is not documented as thread-safe and few hosts need it.
            return new IdnMapping().GetAscii(lower);
        }
        catch (ArgumentException)
        {
            return lower;
        }
    }
}

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

    /// <summary>Returns a host with the letters that its xn-- labels stand for; one that stands for none stays as it is.</summary>
    public static string ToUnicode(string host)
    {
        if (!host.Contains("xn--", StringComparison.Ordinal))
        {
            return host;
        }

        try
        {
            return new IdnMapping().GetUnicode(host);
        }
        catch (ArgumentException)
        {
            return host;
        }
    }
}

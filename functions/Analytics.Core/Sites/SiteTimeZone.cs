using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Analytics.Core.Sites;

/// <summary>The rules for a site's time zone.</summary>
public static partial class SiteTimeZone
{
    /// <summary>The zone of a site without one.</summary>
    public const string Default = "Etc/UTC";

    /// <summary>Checks that the text is an IANA time zone this machine knows.</summary>
    /// <param name="id">The text that the client sent.</param>
    /// <param name="problem">The problem and the remedy if the result is false.</param>
    public static bool TryParse([NotNullWhen(true)] string? id, [NotNullWhen(false)] out string? problem)
    {
        // The pattern comes first because on Linux an id is looked up as a file name.
        var isKnown = id is { Length: <= 64 } && IanaId().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);
        problem = isKnown
            ? null
            : $"timezone: '{(id is { Length: > 60 } ? id[..60] + "…" : id)}' is not a time zone of the IANA database; "
                + $"give one such as Europe/Tallinn or {Default} (upper and lower case matter)";
        return isKnown;
    }

    [GeneratedRegex("^(?!posix/|right/)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex IanaId();
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Analytics.Core.Text;

namespace Analytics.Core.Sites;

/// <summary>The rules for a site's name, and for its id, which is a table key.</summary>
public static class SiteDomain
{
    /// <summary>The maximum length of a name: that of a domain name.</summary>
    public const int MaxLength = 253;

    private const int MaxLabel = 63;

    // Not allowed in names.
    private const char NumberMark = '~';

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    // Sites are addressed as /api/v1/sites/{site}; these names are other addresses there.
    private static readonly string[] Reserved = ["custom-props", "goals", "guests", "shared-links", "teams"];

    /// <summary>Checks a name and converts it to its canonical form: lower case, an internationalised name in its xn-- form.</summary>
    /// <param name="text">The text that the client sent.</param>
    /// <param name="domain">The name to use.</param>
    /// <param name="problem">The problem and the remedy if the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? problem)
    {
        domain = null;
        var name = text?.Trim() ?? string.Empty;
        name = name.Length > 4 * MaxLength ? name : HostName.ToAscii(name);
        problem = name switch
        {
            "" => "domain: can't be blank; give the site's domain, such as example.com",
            { Length: > MaxLength } => $"domain: {name.Length} characters are too many; at most {MaxLength} are allowed",
            "." or ".." => $"domain: '{name}' is no name",
            _ when name.Contains('/') =>
                $"domain: '{Cut(name)}' contains '/'; leave out the scheme and the path: a site is a host name such as example.com",
            // Of letters that have no xn-- form, a label may be the reason.
            _ when !Ascii.IsValid(name) && LabelProblem(name) is { } found => found,
            _ when name.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var index =>
                $"domain: '{Cut(name)}' contains '{name[index]}'; only letters, digits, '.', '-' and '_' are allowed (no port)",
            _ when Reserved.Contains(name) => $"domain: '{name}' is reserved; choose another name",
            _ => null,
        };
        domain = problem is null ? name : null;
        return problem is null;
    }

    /// <summary>
    /// Checks the name of a site that is registered or renamed like <see cref="TryParse"/>, and that a host can have it. Sites of earlier
    /// releases may have names that no host can have, which are still read.
    /// </summary>
    /// <param name="text">The text that the client sent.</param>
    /// <param name="domain">The name to use.</param>
    /// <param name="problem">The problem and the remedy if the result is false.</param>
    public static bool TryParseNew(string? text, [NotNullWhen(true)] out string? domain, [NotNullWhen(false)] out string? problem)
    {
        if (TryParse(text, out domain, out problem) && LabelProblem(domain) is { } found)
        {
            (domain, problem) = (null, found);
        }

        return problem is null;
    }

    /// <summary>Converts a name to lower case without allocating. Names that are not ASCII, or too long, are not converted.</summary>
    /// <param name="utf8Name">The name.</param>
    /// <param name="lower">Room for the longest name to convert; becomes the converted name.</param>
    /// <returns>True if the name was converted.</returns>
    internal static bool TryLower(ReadOnlySpan<byte> utf8Name, ref Span<byte> lower)
    {
        var length = 0;
        var isLower =
            !utf8Name.IsEmpty && utf8Name.Length <= lower.Length && Ascii.ToLower(utf8Name, lower, out length) == OperationStatus.Done;
        lower = lower[..length];
        return isLower;
    }

    /// <summary>
    /// Returns true for a name that no site can have, because an address of the API has it in the place of a site's name.
    /// </summary>
    public static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns true if a text can be the id of a site: a canonical name, optionally with <c>~</c> and a number.</summary>
    /// <param name="text">The text that a client sent.</param>
    public static bool IsId(string text)
    {
        var end = text.LastIndexOf(NumberMark);
        return text.Length <= MaxLength
            && (
                end < 0
                    ? TryParse(text, out var name, out _) && name == text
                    : end > 0
                        && end < text.Length - 1
                        && text.AsSpan(0, end).IndexOfAnyExcept(Allowed) < 0
                        && text.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') < 0
            );
    }

    /// <summary>Returns the id of a site whose name is the id of another site.</summary>
    /// <param name="name">The name.</param>
    /// <param name="number">The number, from 2.</param>
    internal static string IdOf(string name, int number)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $"{NumberMark}{number}");
        return name[..Math.Min(name.Length, MaxLength - end.Length)] + end;
    }

    private static string? LabelProblem(string name)
    {
        foreach (var label in name.Split('.'))
        {
            var problem = label switch
            {
                "" => "has an empty label; write one dot between two labels, and none at the beginning or end",
                { Length: > MaxLabel } =>
                    $"has the label '{Cut(label)}' of {label.Length} characters; at most {MaxLabel} are allowed between dots",
                ['-', ..] or [.., '-'] => $"has the label '{label}', which begins or ends with '-'; leave the '-' out",
                _ => null,
            };
            if (problem is not null)
            {
                return $"domain: '{Cut(name)}' {problem}";
            }
        }

        return null;
    }

    private static string Cut(string name) => name.Length <= 60 ? name : name[..60] + "…";
}

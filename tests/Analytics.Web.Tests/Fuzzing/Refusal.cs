using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Web.Tests.Fuzzing;

/// <summary>Judges the body of a refusal by what docs/api.md promises: JSON whose <c>error</c> names the member and the remedy.</summary>
internal static partial class Refusal
{
    /// <summary>The defect of a refusal, as the end of a sentence; null if it has none.</summary>
    public static string? Lacks(FuzzedRequest request, string body)
    {
        string? error;
        bool hasField;
        try
        {
            using var parsed = JsonDocument.Parse(body);
            hasField = parsed.RootElement.TryGetProperty("field", out _);
            error = parsed.RootElement.GetProperty("error").ValueKind switch
            {
                JsonValueKind.String => parsed.RootElement.GetProperty("error").GetString(),
                // JSON-RPC has an object.
                JsonValueKind.Object => parsed.RootElement.GetProperty("error").GetProperty("message").GetString(),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "without JSON that has an error";
        }

        return error is not { Length: > 0 } ? "without an error"
            : !hasField && !Names(request, error) ? "without the name of a member"
            : !Remedy().IsMatch(error) ? "without a remedy"
            : null;
    }

    /// <summary>True if a refusal begins with the whole body, or with a member, parameter or header, sent or missing.</summary>
    private static bool Names(FuzzedRequest request, string error)
    {
        if (Whole().IsMatch(error))
        {
            return true;
        }

        var name = Member().Match(error).Groups["root"].Value;
        return name.Length > 0 ? Missing().IsMatch(error) || IsSent(request, name) : NamesEmpty().IsMatch(error) && HasEmpty(request);
    }

    /// <summary>True if a request has a name that reads like the given one, of which a refusal may show only the beginning.</summary>
    private static bool IsSent(FuzzedRequest request, string name)
    {
        var sent = string.Join('\n', request.Address, Uri.UnescapeDataString(request.Address), Encoding.UTF8.GetString(request.Body));

        // In place of bytes that are no UTF-8, and of what is cut off, there are other characters than in the request.
        var parts = name.Split(['\uFFFD', '…'], StringSplitOptions.RemoveEmptyEntries);
        return request.Headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            || (parts.Length > 0 ? parts.All(part => sent.Contains(part, StringComparison.Ordinal)) : sent.Contains('\uFFFD'));
    }

    private static bool HasEmpty(FuzzedRequest request) =>
        EmptyParameter().IsMatch(request.Address) || EmptyMember().IsMatch(Encoding.UTF8.GetString(request.Body));

    [GeneratedRegex("^('.*' is unknown|The (body|event|form|request|batch|message)|Event [0-9]+|Job [0-9]+)")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^'?(?<root>[^\s'.:,;\[\]]+)")]
    private static partial Regex Member();

    [GeneratedRegex("^''")]
    private static partial Regex NamesEmpty();

    [GeneratedRegex("[?&](=|&|$)")]
    private static partial Regex EmptyParameter();

    [GeneratedRegex("\"\"\\s*:|(^|&)=")]
    private static partial Regex EmptyMember();

    [GeneratedRegex("missing|empty|blank|needs|has no|'' is unknown|is not registered")]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"\b(must|use|give|send|write|accepted are|(is|are) known|known are|needs?|leave|wait|register|correct|begin|ask|set|list|allowed|change|separate|accepted|shorten|delete|make|name|choose|only|swap)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Remedy();
}

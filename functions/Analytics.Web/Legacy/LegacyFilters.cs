using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Legacy;

/// <summary>Translates filters such as <c>event:page==/a|/b;visit:source!=x</c> to those of a query.</summary>
internal static class LegacyFilters
{
    /// <exception cref="ApiException">400 naming the filter.</exception>
    public static JsonArray Parse(string text)
    {
        var filters = new JsonArray();
        foreach (var part in Split(text, ';'))
        {
            filters.Add(One(part));
        }

        return filters;
    }

    private static JsonArray One(string part)
    {
        var equal = part.IndexOf("==", StringComparison.Ordinal);
        var unequal = part.IndexOf("!=", StringComparison.Ordinal);
        var isNot = unequal >= 0 && (equal < 0 || unequal < equal);
        var operatorIndex = isNot ? unequal : equal;
        if (operatorIndex <= 0 || operatorIndex + 2 == part.Length)
        {
            throw JsonBody.Bad(
                $"filters: '{Excerpt.Of(part)}' is not of the form property==value or property!=value; "
                    + "separate filters with ';' and values with '|'"
            );
        }

        var property = part[..operatorIndex].Trim();
        var values = Split(part[(operatorIndex + 2)..], '|');
        var isPattern = property != "event:goal" && values.Exists(value => value.Contains('*'));
        var texts = values.Select(value =>
            value.Replace("\\|", "|", StringComparison.Ordinal).Replace("\\;", ";", StringComparison.Ordinal)
        );
        return new JsonArray(
            (isPattern, isNot) switch
            {
                (false, false) => "is",
                (false, true) => "is_not",
                (true, false) => "matches",
                (true, true) => "matches_not",
            },
            property,
            new JsonArray([.. texts.Select(value => (JsonNode)(isPattern ? Pattern(value) : value))])
        );
    }

    private static string Pattern(string value) =>
        "^"
        + string.Join(".*", value.Split('*', StringSplitOptions.None).Select(Regex.Escape)).Replace(".*.*", ".*", StringComparison.Ordinal)
        + "$";

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == separator && (i == 0 || text[i - 1] != '\\'))
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            part.Append(text[i]);
        }

        parts.Add(part.ToString());
        return parts;
    }
}

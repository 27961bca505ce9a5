using System.Text;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Legacy;

/// <summary>
/// Rewrites the refusal of the query into which a request was translated, so that it names the parameters of the request. Thread-safe.
/// </summary>
/// <remarks>
/// Example: <c>dimensions has 'time:minute', which needs a date_range of …</c> becomes <c>interval is 'minute', which needs a period of
/// …</c>. Other texts in quotation marks stay as the client sent them.
/// </remarks>
internal sealed class LegacyNames
{
    private const string Filters = "filters";
    private const string Breakdown = "a breakdown by property";

    private static readonly (string Member, string Parameter)[] Common =
    [
        ("dimension", "property"),
        ("dimensions or filters", "filters"),
        ("filters and other dimensions", "filters"),
        (", fewer dimensions or a filter", " or a filter"),
        ("include.comparisons", "compare"),
        ("include.imports", "with_imported"),
    ];

    private readonly (string Member, string Parameter)[] _names;

    private LegacyNames(params (string Member, string Parameter)[] own) =>
        _names = [
            .. own.Concat(Common.ExceptBy(own.Select(name => name.Member), name => name.Member))
                .OrderByDescending(name => name.Member.Length),
        ];

    /// <summary>The names of a request for totals, which has nothing in place of dimensions.</summary>
    public static LegacyNames OfAggregate { get; } = new(("the dimension", Breakdown), ("dimensions", Breakdown));

    /// <summary>The names of a request for a series.</summary>
    public static LegacyNames OfTimeseries { get; } =
        new(
            ("the dimension", Breakdown),
            ("dimensions", "interval"),
            ("dimensions has 'time:minute'", "interval is 'minute'"),
            ("time:hour", "hour")
        );

    /// <summary>The names of a request for a breakdown.</summary>
    public static LegacyNames OfBreakdown { get; } =
        new(
            ("dimensions", "property"),
            ("dimensions[0]", "property"),
            ("dimensions or filters", "property or filters"),
            ("leave out filters and other dimensions", "ask for it without filters at aggregate or timeseries")
        );

    /// <summary>Returns a message with the names of parameters.</summary>
    /// <param name="message">The message, which names members of a query.</param>
    /// <param name="request">The request.</param>
    public string Translate(string message, IQueryCollection request)
    {
        (string Member, string Parameter) range = ("date_range", request["period"] == "custom" ? "date" : "period");
        var text = new StringBuilder(message.Length);
        for (var i = 0; i < message.Length; )
        {
            var rest = message.AsSpan(i);
            if (rest[0] == '\'' && rest[1..].IndexOf('\'') is >= 0 and var quoted)
            {
                text.Append(rest[..(quoted + 2)]);
                i += quoted + 2;
            }
            else if (Array.Find([range, .. _names], name => IsAt(message, i, name.Member)) is { Member: { } member, Parameter: var name })
            {
                text.Append(name);
                i += member.Length;
            }
            else if (IsAt(message, i, Filters))
            {
                // The places in it are those of the translated filters.
                text.Append(Filters);
                for (i += Filters.Length; i < message.Length && message[i] == '['; i = message.IndexOf(']', i) + 1) { }
            }
            else
            {
                text.Append(message[i++]);
            }
        }

        return text.ToString();
    }

    /// <summary>Returns true if a name is at a place of a text, and not only as a part of a longer word.</summary>
    private static bool IsAt(string text, int index, string name)
    {
        var end = index + name.Length;
        return text.AsSpan(index).StartsWith(name, StringComparison.Ordinal)
            && (index == 0 || !char.IsLetter(name[0]) || text[index - 1] is not ('.' or '_') && !char.IsLetterOrDigit(text[index - 1]))
            && (end == text.Length || !char.IsLetter(name[^1]) || text[end] != '_' && !char.IsLetterOrDigit(text[end]));
    }
}

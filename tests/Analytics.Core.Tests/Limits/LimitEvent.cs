using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Analytics.Core.Tests.Limits;

/// <summary>An event as a client writes it, and what it must count as if it is accepted.</summary>
/// <param name="Sites">Its <c>domain</c>: one or several sites, comma-separated.</param>
internal sealed record LimitEvent(string Sites)
{
    public string Name { get; init; } = "pageview";

    public string Url { get; init; } = "https://shop.example/";

    public string? Id { get; init; }

    /// <summary>Its timestamp, Unix time; null to be given the receive time.</summary>
    public long? Milliseconds { get; init; }

    /// <summary>Further members as JSON, each with a comma before it.</summary>
    public string More { get; init; } = "";

    public string Json
    {
        get
        {
            var json = new StringBuilder().Append(
                CultureInfo.InvariantCulture,
                $"{{\"domain\":{Text(Sites)},\"name\":{Text(Name)},\"url\":{Text(Url)}"
            );
            _ = Id is null ? json : json.Append(",\"id\":").Append(Text(Id));
            _ = Milliseconds is null ? json : json.Append(CultureInfo.InvariantCulture, $",\"timestamp\":{Milliseconds}");
            return json.Append(More).Append('}').ToString();
        }
    }

    /// <summary>A text as JSON, with as few escapes as possible, so that much of it fits a body.</summary>
    public static string Text(string text) => text.AsSpan().ContainsAny('"', '\\') ? $"\"{JsonEncodedText.Encode(text)}\"" : $"\"{text}\"";

    public LimitEvent With(string member, string json) => this with { More = $"{More},\"{member}\":{json}" };

    public LimitEvent Revenue(string currency, string amount) => With("revenue", $$"""{"currency":"{{currency}}","amount":{{amount}}}""");
}

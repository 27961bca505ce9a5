using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Local.Tests.Imports;

/// <summary>A line of an access log as the oracle reads it. Shares nothing with the product.</summary>
internal sealed partial record LoggedRequest(
    string Address,
    DateTime Time,
    string Method,
    string Target,
    int Status,
    string Referrer,
    string Agent
)
{
    private const string Parts = "css js png jpg jpeg gif svg ico ttf woff swf";
    private const string Downloads = "txt xml xsl pdf doc gz jar exe deb";

    private static readonly string[] Assets = $"{Parts} {Downloads}".Split(' ');

    /// <summary>True if the line counts: a successful GET of a page by a person.</summary>
    public bool IsPageview =>
        Method == "GET" && (Status / 100 == 2 || Status == 304) && !Assets.Contains(Extension) && !OracleAgents.IsBot(Agent);

    public string Page => Target.Split('?', '#')[0];

    public string Query => Target.Contains('?') ? Target[(Target.IndexOf('?') + 1)..] : "";

    private string Extension => Path.GetExtension(Page).TrimStart('.').ToLowerInvariant();

    /// <summary>The requests of a log in the order of its lines. Every line must be one.</summary>
    public static IReadOnlyList<LoggedRequest> ReadAll(string path) =>
        [
            .. File.ReadLines(path, Encoding.Latin1)
                .Select(line => Of(Line().Match(line)) ?? throw new InvalidDataException($"No log line: {line}")),
        ];

    private static LoggedRequest? Of(Match match) =>
        !match.Success
            ? null
            : new(
                match.Groups["address"].Value,
                DateTime.ParseExact(match.Groups["time"].Value, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
                match.Groups["method"].Value,
                Unescape(match.Groups["target"].Value),
                int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture),
                match.Groups["referrer"].Value is "-" ? "" : Unescape(match.Groups["referrer"].Value),
                Unescape(match.Groups["agent"].Value)
            );

    // The server writes bytes outside ASCII as \xe4; together they may or may not be UTF-8.
    private static string Unescape(string text) =>
        Encoding.UTF8.GetString(
            Encoding.Latin1.GetBytes(
                Escape()
                    .Replace(
                        text,
                        escape =>
                            escape.Groups[1].Success
                                ? ((char)Convert.ToByte(escape.Groups[1].Value, 16)).ToString()
                                : escape.Groups[2].Value
                    )
            )
        );

    // The closing quote may be missing: a line may be cut off.
    [GeneratedRegex(
        """^(?<address>\S+) \S+ \S+ \[(?<time>[^]]+)\] "(?<method>\S+) (?<target>.*?) HTTP/[\d.]+" (?<status>\d+) \S+ "(?<referrer>(\\.|[^"\\])*)" "(?<agent>(\\.|[^"\\])*)"?$"""
    )]
    private static partial Regex Line();

    [GeneratedRegex("""\\x([0-9a-f]{2})|\\(.)""")]
    private static partial Regex Escape();
}

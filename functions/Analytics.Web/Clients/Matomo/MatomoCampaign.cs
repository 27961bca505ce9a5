namespace Analytics.Web.Clients.Matomo;

/// <summary>
/// Reads the parameters by which Matomo recognizes campaigns, such as <c>mtm_campaign</c> and <c>pk_kwd</c>, as parameters of ours. The
/// same live and in histories. Thread-safe.
/// </summary>
public static class MatomoCampaign
{
    /// <summary>Prefixes of the parameters. Where several name the same, the first one counts.</summary>
    private static readonly string[] Prefixes = ["mtm_", "matomo_", "pk_", "piwik_", "utm_"];

    /// <summary>The rest of the parameters' names, by our parameter.</summary>
    private static readonly (string Parameter, string[] Names)[] Parameters =
    [
        ("utm_source", ["source"]),
        ("utm_medium", ["medium"]),
        ("utm_campaign", ["campaign", "cpn"]),
        ("utm_content", ["content"]),
        ("utm_term", ["kwd", "keyword", "term"]),
    ];

    /// <summary>
    /// Returns an address with our parameters for those of Matomo that its query has, or otherwise its fragment. Parameters of ours that
    /// the query has already are kept.
    /// </summary>
    public static string InAddress(string url)
    {
        var fragment = url.IndexOf('#') is >= 0 and var hash ? hash : url.Length;
        var question = url.IndexOf('?');
        IReadOnlyList<(string, string?)> campaign =
            question >= 0 && question < fragment ? Of(ClientRequest.ParametersOf(url[(question + 1)..fragment])) : [];
        return CampaignParameters.AddTo(
            url,
            campaign.Count > 0 || fragment == url.Length ? campaign : Of(ClientRequest.ParametersOf(url[(fragment + 1)..]))
        );
    }

    /// <summary>Returns a name of a campaign, or a keyword, as Matomo stores it: in lower case.</summary>
    public static string Stored(string name) => name.ToLowerInvariant();

    /// <summary>Returns the campaign that parameters name, as parameters of ours.</summary>
    internal static IReadOnlyList<(string Parameter, string? Text)> Of(IReadOnlyDictionary<string, string> parameters)
    {
        var campaign = new List<(string, string?)>();
        foreach (var (parameter, names) in Parameters)
        {
            if (
                Prefixes
                    .SelectMany(_ => names, static (prefix, name) => prefix + name)
                    .Select(name => parameters.GetValueOrDefault(name))
                    .FirstOrDefault(static text => !string.IsNullOrWhiteSpace(text)) is
                { } text
            )
            {
                campaign.Add((parameter, parameter is "utm_campaign" or "utm_term" ? Stored(text.Trim()) : text.Trim()));
            }
        }

        return campaign;
    }
}

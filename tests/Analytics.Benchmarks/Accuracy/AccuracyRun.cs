using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Core.Acquisition;
using Analytics.Core.Agents;

namespace Analytics.Benchmarks.Accuracy;

/// <summary>
/// Compares what the product tells of agents and referrers with a public list on disk, and prints agreement and the worst confusions.
/// </summary>
internal static partial class AccuracyRun
{
    private const string Usage =
        "accuracy crawlers|people|must-pass|browsers|referrers|channels PATH [--agents FILE] [--sources FILE] [--show N]";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var kind, var path, .. var options])
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var show = 20;
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            switch (options[i])
            {
                case "--agents":
                    AgentRules.Current = AgentRules.Parse(await File.ReadAllTextAsync(options[i + 1]));
                    break;
                case "--sources":
                    SourceCatalog.Current = SourceCatalog.Parse(await File.ReadAllTextAsync(options[i + 1]));
                    break;
                case "--show":
                    show = int.Parse(options[i + 1], System.Globalization.CultureInfo.InvariantCulture);
                    break;
            }
        }

        switch (kind)
        {
            case "crawlers":
                Judge(AgentsOf(path), isBot: true, show);
                break;
            case "must-pass":
                Judge(AgentsOf(path), isBot: false, show);
                break;
            case "people":
                Judge(
                    PublicAgents
                        .Read(path)
                        .Where(agent => agent.ClientType == "browser" && !agent.Browser.Contains("Headless", StringComparison.Ordinal))
                        .Select(agent => agent.Text),
                    isBot: false,
                    show
                );
                break;
            case "browsers":
                Browsers([.. PublicAgents.Read(path).Where(agent => agent.ClientType == "browser" && !agent.HasHeaders)], show);
                break;
            case "referrers":
                Referrers(path, show);
                break;
            case "channels":
                ChannelsOf(await File.ReadAllTextAsync(path), show);
                break;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }

        return 0;
    }

    private static void Judge(IEnumerable<string> agents, bool isBot, int show)
    {
        var score = new Agreement(isBot ? "filtered" : "counted");
        foreach (var agent in agents.Distinct())
        {
            score.Add(BotFilter.IsBot(agent) == isBot, agent);
        }

        score.Print(show);
    }

    private static void Browsers(IReadOnlyList<PublicAgent> agents, int show)
    {
        var (families, versions, systems) = (
            new Agreement("browser families"),
            new Agreement("browser versions"),
            new Agreement("systems")
        );
        foreach (var agent in agents)
        {
            var facts = UserAgentParser.Parse(agent.Text);
            var isFamily = PublicNames.SameBrowser(agent, facts.Browser);
            families.Add(isFamily, $"{agent.Browser} as {facts.Browser}", agent.Text);
            if (isFamily && agent.BrowserVersion.Length > 0)
            {
                versions.Add(
                    PublicNames.SameVersion(agent.BrowserVersion, facts.BrowserVersion),
                    $"{agent.Browser} {agent.BrowserVersion} as {facts.BrowserVersion}",
                    agent.Text
                );
            }

            if (agent.Os.Length > 0)
            {
                systems.Add(PublicNames.SameSystem(agent, facts.Os), $"{agent.Os} as {facts.Os}", agent.Text);
            }
        }

        families.Print(show);
        versions.Print(show);
        systems.Print(show);
    }

    private static void Referrers(string path, int show)
    {
        var (medium, all) = ("", new Agreement("media"));
        foreach (var line in File.ReadLines(path))
        {
            if (Section().Match(line) is { Success: true } section)
            {
                medium = section.Groups[1].Value;
            }
            else if (Item().Match(line) is { Success: true } item && item.Groups[1].Value.Contains('.'))
            {
                var host = item.Groups[1].Value;
                var referrer = !host.Contains('/') && AppId().IsMatch(host) ? $"android-app://{host}/" : $"https://{host}";
                var channel = AcquisitionParser.Parse("https://shop.example/", referrer).Channel;
                all.Add(PublicNames.SameMedium(medium, channel), $"{medium} as {channel}", host);
            }
        }

        all.Print(show);
    }

    private static void ChannelsOf(string tests, int show)
    {
        var score = new Agreement("channels and sources");
        foreach (Match test in ChannelTest().Matches(tests))
        {
            var fields = Field().Matches(test.Value).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
            if (!fields.Remove("expected", out var expected))
            {
                continue;
            }

            var channel = AcquisitionParser.ChannelOf(
                fields.GetValueOrDefault("referrer_source", ""),
                fields.GetValueOrDefault("utm_source", ""),
                fields.GetValueOrDefault("utm_medium", ""),
                fields.GetValueOrDefault("utm_campaign", ""),
                fields.GetValueOrDefault("click_id_param", "")
            );
            score.Add(channel == expected, $"{expected} as {channel}", test.Value);
        }

        foreach (Match test in SourceTest().Matches(tests))
        {
            var url =
                test.Groups[1].Value == "referrer"
                    ? "https://plausible.io/"
                    : $"https://plausible.io/?utm_source={Uri.EscapeDataString(test.Groups[2].Value)}";
            var source = AcquisitionParser.Parse(url, test.Groups[1].Value == "referrer" ? test.Groups[2].Value : "").Source;
            score.Add(source == test.Groups[3].Value, $"{test.Groups[3].Value} as {source}", test.Value);
        }

        score.Print(show);
    }

    /// <summary>The agents of a list in JSON (objects with <c>instances</c>) or YAML (names with lists).</summary>
    private static IEnumerable<string> AgentsOf(string path)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            using var list = JsonDocument.Parse(File.ReadAllBytes(path));
            return
            [
                .. list
                    .RootElement.EnumerateArray()
                    .SelectMany(entry => entry.GetProperty("instances").EnumerateArray())
                    .Select(agent => agent.GetString()!),
            ];
        }

        return
        [
            .. File.ReadLines(path)
                .Where(line => line.StartsWith("  - ", StringComparison.Ordinal))
                .Select(line => PublicAgents.Unquote(line[4..])),
        ];
    }

    [GeneratedRegex(@"^(\w+):\s*$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^\s+- ['""]?([^'""#\s]+)")]
    private static partial Regex Item();

    [GeneratedRegex(@"^(com|org|io|net)\.[a-z_.0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex AppId();

    [GeneratedRegex(@"%\{[^}]*expected[^}]*\}")]
    private static partial Regex ChannelTest();

    [GeneratedRegex(@"(\w+): ""([^""]*)""")]
    private static partial Regex Field();

    [GeneratedRegex(@"(referrer|utm_source)""?(?:: | => )""([^""]+)""[^=]*== ?\s*""([^""]+)""")]
    private static partial Regex SourceTest();
}

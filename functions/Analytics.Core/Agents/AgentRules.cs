using System.Reflection;

namespace Analytics.Core.Agents;

/// <summary>
/// Rules that distinguish browsers, systems and programs, from a text file that anybody can edit (<c>agents.txt</c> in this folder
/// describes its format). Immutable and thread-safe.
/// </summary>
public sealed class AgentRules
{
    private static readonly Lazy<AgentRules> _builtIn = new(() => Parse(BuiltIn()));
    private static volatile AgentRules? _loaded;

    private readonly string[] _exempt;

    private AgentRules(string[] exempt, AgentWords robots, AgentWords libraries, AgentRule[] browsers, AgentRule[] systems) =>
        (_exempt, Robots, Libraries, Browsers, Systems) = (exempt, robots, libraries, browsers, systems);

    /// <summary>
    /// The rules in use: the built-in ones unless the host loaded others. The host sets them again when its file changes.
    /// </summary>
    public static AgentRules Current
    {
        get => _loaded ?? _builtIn.Value;
        set => _loaded = value;
    }

    internal AgentWords Robots { get; }

    internal AgentWords Libraries { get; }

    internal AgentRule[] Browsers { get; }

    internal AgentRule[] Systems { get; }

    /// <summary>Parses rules.</summary>
    /// <param name="text">The content of a file of agents.</param>
    /// <exception cref="FormatException">A line cannot be read; the message names it.</exception>
    public static AgentRules Parse(string text)
    {
        var sections = new Dictionary<string, List<string>>
        {
            ["Robots"] = [],
            ["Libraries"] = [],
            ["Browsers"] = [],
            ["Systems"] = [],
        };
        List<string>? section = null;
        foreach (var (index, raw) in text.Split('\n').Index())
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line is ['[', .. var name, ']'])
            {
                section =
                    sections.GetValueOrDefault(name)
                    ?? throw new FormatException(
                        $"Line {index + 1} of the agents: {line} is no section; use one of {string.Join(", ", sections.Keys)}."
                    );
                continue;
            }

            if (
                section is null
                || (section == sections["Browsers"] || section == sections["Systems"]) && !line.Contains(" | ", StringComparison.Ordinal)
            )
            {
                throw new FormatException($"Line {index + 1} of the agents: '{line}' is not of the form 'Name | token' under a section.");
            }

            section.Add(line);
        }

        var robots = Words(sections["Robots"]).ToLookup(word => word[0] == '!');
        return new(
            [.. robots[true].Select(word => word[1..])],
            new(robots[false]),
            new(Words(sections["Libraries"])),
            [.. sections["Browsers"].Select(Rule)],
            [.. sections["Systems"].Select(Rule)]
        );
    }

    /// <summary>Returns the agent without the words that look like a robot's but are not.</summary>
    internal string WithoutExempt(string agent)
    {
        foreach (var word in _exempt)
        {
            agent = agent.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        }

        return agent;
    }

    private static IEnumerable<string> Words(List<string> lines) =>
        lines.SelectMany(line => line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static AgentRule Rule(string line)
    {
        var parts = line.Split(" | ");
        string? OptionValue(string option) =>
            parts.Skip(2).FirstOrDefault(part => part.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
        return new(
            parts[0],
            parts[1],
            OptionValue("version=") ?? parts[1],
            OptionValue("fixed="),
            OptionValue("also="),
            OptionValue("not=")
        );
    }

    private static string BuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("agents.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

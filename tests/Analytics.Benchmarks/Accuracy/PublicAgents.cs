namespace Analytics.Benchmarks.Accuracy;

/// <summary>Reads device-detector's fixtures, a directory of YAML files of one shape, robots and feed readers left out.</summary>
internal static class PublicAgents
{
    public static IEnumerable<PublicAgent> Read(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*.yml").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is "bots.yml" or "feed_reader.yml" or "podcasting.yml")
            {
                continue;
            }

            var (values, section) = (new Dictionary<string, string>(), "");
            foreach (var line in File.ReadLines(file).Append("-"))
            {
                if (line == "-")
                {
                    if (values.ContainsKey("user_agent"))
                    {
                        yield return Of(values);
                    }

                    (values, section) = ([], "");
                    continue;
                }

                var colon = line.IndexOf(':');
                if (colon < 0 || line.Length - line.TrimStart().Length is not (2 or 4))
                {
                    continue;
                }

                var (key, value) = (line[..colon].Trim(), Unquote(line[(colon + 1)..]));
                if (line.StartsWith("    ", StringComparison.Ordinal))
                {
                    values.TryAdd($"{section}.{key}", value);
                }
                else
                {
                    section = key;
                    values.TryAdd(key, value);
                }
            }
        }
    }

    public static string Unquote(string text)
    {
        text = text.Trim();
        return text is ['"', .. var inner, '"']
                ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : text is ['\'', .. var plain, '\''] ? plain.Replace("''", "'", StringComparison.Ordinal)
            : text;
    }

    private static PublicAgent Of(Dictionary<string, string> values) =>
        new(
            values["user_agent"],
            values.GetValueOrDefault("client.type", ""),
            values.GetValueOrDefault("client.name", ""),
            values.GetValueOrDefault("client.version", ""),
            values.GetValueOrDefault("browser_family", ""),
            values.GetValueOrDefault("os.name", ""),
            values.GetValueOrDefault("os_family", ""),
            values.ContainsKey("headers")
        );
}

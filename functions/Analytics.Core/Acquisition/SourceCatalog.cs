using System.Reflection;
using Analytics.Core.Text;

namespace Analytics.Core.Acquisition;

/// <summary>
/// The known sources, from a text file that anybody can edit (<c>sources.txt</c> in this folder describes its format). Immutable and
/// thread-safe.
/// </summary>
public sealed class SourceCatalog
{
    private static readonly Lazy<SourceCatalog> _builtIn = new(() => Parse(BuiltIn()));
    private static volatile SourceCatalog? _loaded;

    private readonly Dictionary<string, SourceEntry> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceEntry> _byName = new(StringComparer.Ordinal);

    private SourceCatalog() { }

    /// <summary>
    /// The catalog in use: the built-in one unless the host loaded another. The host sets it again when its file changes.
    /// </summary>
    public static SourceCatalog Current
    {
        get => _loaded ?? _builtIn.Value;
        set => _loaded = value;
    }

    /// <summary>Parses a catalog.</summary>
    /// <param name="text">The content of a file of sources.</param>
    /// <exception cref="FormatException">A line cannot be read; the message names it.</exception>
    public static SourceCatalog Parse(string text)
    {
        var catalog = new SourceCatalog();
        var (kind, isPaid, number) = (SourceKind.Other, false, 0);
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line is ['[', .., ']'])
            {
                isPaid = line.StartsWith("[Paid", StringComparison.Ordinal);
                if (!Enum.TryParse(isPaid ? line[5..^1] : line[1..^1], out kind))
                {
                    throw new FormatException(
                        $"Line {number} of the sources: {line} is no kind; "
                            + $"use one of {string.Join(", ", Enum.GetNames<SourceKind>())}, or Paid before it."
                    );
                }

                continue;
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new FormatException($"Line {number} of the sources: '{line}' is not of the form 'Name: keys'.");
            }

            catalog.Add(
                new SourceEntry(line[..colon], kind, isPaid),
                line[(colon + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            );
        }

        return catalog;
    }

    /// <summary>Returns the entry of a host without <c>www.</c>; null if it is unknown.</summary>
    internal SourceEntry? FindHost(string host)
    {
        if (_byKey.TryGetValue("=" + host, out var entry) || TryFindCountry("=", host, out entry))
        {
            return entry;
        }

        for (var rest = host; ; rest = rest[(rest.IndexOf('.') + 1)..])
        {
            if (_byKey.TryGetValue(rest, out entry) || TryFindCountry("", rest, out entry))
            {
                return entry;
            }

            if (!rest.Contains('.'))
            {
                return null;
            }
        }
    }

    /// <summary>Returns the entry of a campaign tag, which is a source's name or a host; null if it is unknown.</summary>
    internal SourceEntry? FindTag(string tag)
    {
        var key = tag.Trim().ToLowerInvariant();
        key = key.StartsWith("www.", StringComparison.Ordinal) ? key[4..] : key;
        return _byKey.GetValueOrDefault("#" + key)
            ?? _byName.GetValueOrDefault(key)
            ?? (key.Contains('.') ? FindHost(HostName.ToAscii(key)) : FindAdvertisement(key));
    }

    /// <summary>Returns the entry of an app's id; null if it is unknown.</summary>
    internal SourceEntry? FindApp(string id)
    {
        if (_byKey.TryGetValue("@" + id, out var entry))
        {
            return entry;
        }

        for (var dot = id.LastIndexOf('.'); dot > 0; dot = id.LastIndexOf('.', dot - 1))
        {
            if (_byKey.TryGetValue(string.Concat("@", id.AsSpan(0, dot), ".*"), out entry))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Returns the paid source of a tag such as facebook_ads or reddit-ads. Its visits are paid, whatever the medium.</summary>
    private SourceEntry? FindAdvertisement(string tag)
    {
        var name =
            tag.EndsWith("ads", StringComparison.Ordinal) ? tag[..^3]
            : tag.EndsWith("ad", StringComparison.Ordinal) ? tag[..^2]
            : "";
        var found = name.TrimEnd('-', '_', ' ') is { Length: > 0 } brand
            ? _byKey.GetValueOrDefault("#" + brand) ?? _byName.GetValueOrDefault(brand)
            : null;
        return found is null ? null : found with { IsPaid = true };
    }

    /// <summary>
    /// Finds the entry of a host whose ending varies by country: google.* stands for google.de and google.com.br, but not for
    /// google.example.com.
    /// </summary>
    private bool TryFindCountry(string prefix, string host, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SourceEntry? entry)
    {
        entry = null;
        for (var dot = host.LastIndexOf('.'); dot > 0 && entry is null; dot = host.LastIndexOf('.', dot - 1))
        {
            if (!IsCountry(host.AsSpan(dot + 1)))
            {
                break;
            }

            _byKey.TryGetValue(string.Concat(prefix, host.AsSpan(0, dot), ".*"), out entry);
        }

        return entry is not null;
    }

    private static bool IsCountry(ReadOnlySpan<char> suffix)
    {
        var dot = suffix.IndexOf('.');
        return dot < 0
            ? suffix.Length == 2 || suffix is "com" or "net" or "org" or "cat"
            : dot is > 0 and <= 3 && suffix[(dot + 1)..].Length == 2;
    }

    private void Add(SourceEntry entry, string[] keys)
    {
        foreach (var key in keys)
        {
            _byKey.TryAdd(key, entry);
        }

        if (!entry.IsPaid)
        {
            _byName.TryAdd(entry.Name.ToLowerInvariant(), entry);
        }
    }

    private static string BuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sources.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

namespace Analytics.Core.Acquisition;

/// <summary>Names sources by host, tag or click id. Thread-safe.</summary>
internal static class Sources
{
    private static readonly Dictionary<string, SourceEntry> Known = Build();

    private static readonly SourceEntry PaidGoogle = new("Google", SourceKind.Search, IsPaid: true);
    private static readonly SourceEntry PaidBing = new("Bing", SourceKind.Search, IsPaid: true);

    /// <summary>The source of a host without <c>www.</c>: its name if known, else the host itself; null for none.</summary>
    public static SourceEntry? OfHost(string host) =>
        host.Length == 0 ? null : FindHost(host) ?? new SourceEntry(host, SourceKind.Other);

    /// <summary>The source of a tag: its name if known, else the tag itself; null for none.</summary>
    public static SourceEntry? OfTag(string tag)
    {
        if (tag.Length == 0)
        {
            return null;
        }

        var key = tag.ToLowerInvariant();
        key = key.StartsWith("www.", StringComparison.Ordinal) ? key[4..] : key;
        return Known.GetValueOrDefault(key)
            ?? (key.Contains('.') ? FindHost(key) : null)
            ?? new SourceEntry(tag, SourceKind.Other);
    }

    /// <summary>The source of a paid click; null for none.</summary>
    public static SourceEntry? OfClickId(string clickId) => clickId switch
    {
        "gclid" => PaidGoogle,
        "msclkid" => PaidBing,
        _ => null,
    };

    private static SourceEntry? FindHost(string host)
    {
        for (var rest = host; ; rest = rest[(rest.IndexOf('.') + 1)..])
        {
            if (Known.TryGetValue(rest, out var entry))
            {
                return entry;
            }

            var dot = rest.IndexOf('.');
            if (dot < 0)
            {
                return null;
            }

            // google.* stands for google.de and google.co.uk, but not for google.example.com.
            if (IsCountry(rest.AsSpan(dot + 1)) && Known.TryGetValue(string.Concat(rest.AsSpan(0, dot), ".*"), out entry))
            {
                return entry;
            }
        }
    }

    private static bool IsCountry(ReadOnlySpan<char> suffix)
    {
        var dot = suffix.IndexOf('.');
        return dot < 0
            ? suffix.Length is 2 or 3
            : suffix[..dot] is "co" or "com" or "ne" or "or" && suffix.Length - dot - 1 == 2;
    }

    private static Dictionary<string, SourceEntry> Build()
    {
        var known = new Dictionary<string, SourceEntry>(StringComparer.Ordinal);
        Add(SourceTable.All, isPaid: false);
        Add(SourceTable.Paid, isPaid: true);
        return known;

        void Add((string Name, SourceKind Kind, string Keys)[] table, bool isPaid)
        {
            foreach (var (name, kind, keys) in table)
            {
                var entry = new SourceEntry(name, kind, isPaid);
                foreach (var key in keys.Split(' '))
                {
                    known.Add(key, entry);
                }
            }
        }
    }
}

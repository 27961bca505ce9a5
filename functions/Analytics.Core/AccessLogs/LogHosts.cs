using System.Text;

namespace Analytics.Core.AccessLogs;

/// <summary>The sites of a log's virtual hosts. Immutable.</summary>
public sealed class LogHosts
{
    private const string Any = "*";

    private readonly string _site;
    private readonly Dictionary<string, string> _sites = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Assigns requests to a site by its own host names, with and without <c>www.</c></summary>
    /// <param name="site">The site; requests without a virtual host belong to it too.</param>
    public LogHosts(string site)
        : this(site, []) { }

    /// <summary>Assigns requests to sites by a list of hosts.</summary>
    /// <param name="site">The site of requests without a virtual host and of listed hosts without a site.</param>
    /// <param name="hosts">Entries <c>HOST</c> or <c>HOST=SITE</c>; the host <c>*</c> stands for all others. An empty list stands for the
    /// site's own hosts.</param>
    public LogHosts(string site, IReadOnlyCollection<string> hosts)
    {
        _site = site;
        foreach (var host in hosts)
        {
            var equals = host.IndexOf('=', StringComparison.Ordinal);
            _sites[equals < 0 ? host : host[..equals]] = equals < 0 ? site : host[(equals + 1)..];
        }

        if (hosts.Count == 0)
        {
            var bare = site.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? site[4..] : site;
            _sites[bare] = _sites["www." + bare] = site;
        }
    }

    /// <summary>Returns the site of a request.</summary>
    /// <param name="host">The virtual host without a port; empty if the log names none.</param>
    /// <returns>The site; null if the host is not imported.</returns>
    public string? SiteOf(string host) =>
        host.Length == 0 ? _site
        : _sites.TryGetValue(host, out var site) || _sites.TryGetValue(Any, out site) ? site
        : null;

    /// <summary>Normalises the name of a virtual host: lower case, without port and final dot.</summary>
    internal static string NameOf(ReadOnlySpan<byte> host)
    {
        var name = Encoding.UTF8.GetString(LogFields.OrNone(LogAddress.Plain(host))).ToLowerInvariant();
        return name.TrimEnd('.');
    }
}

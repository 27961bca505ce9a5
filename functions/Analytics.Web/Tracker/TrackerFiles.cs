using System.Collections.Concurrent;
using System.Text;
using Analytics.Core.Caching;
using Analytics.Core.Sites;
using Analytics.Web.Assets;

namespace Analytics.Web.Tracker;

/// <summary>The files of the tracker by name; none if it was not built, which needs Node.js. Thread-safe.</summary>
internal sealed class TrackerFiles
{
    /// <summary>
    /// The files beside the scripts: the module for apps, its types, and the module that scripts load to measure web vitals.
    /// </summary>
    public static readonly IReadOnlyList<string> Modules = ["script.mjs", "script.d.mts", "vitals.mjs"];

    /// <summary>Number of scripts of sites that are remembered.</summary>
    public const int RememberedSites = 1_000;

    private const string Script = "script.js";
    private const string JavaScript = "text/javascript; charset=utf-8";

    // A day. Scripts in browsers may be older than the server by so much; events of older scripts stay valid.
    private const string Caching = "public, max-age=86400";

    private readonly string? _script;
    private readonly Dictionary<string, CompressedAsset> _modules;

    // At most one for each subset of the options, each of a few kilobytes.
    private readonly ConcurrentDictionary<string, CompressedAsset> _scripts = new(StringComparer.Ordinal);

    // Those asked for last: there may be millions of sites, and each may change its configuration.
    private readonly FreshCache<CompressedAsset> _sites = new(TimeProvider.System, TimeSpan.MaxValue, RememberedSites);

    /// <param name="read">Reads a built file; null if it was not built.</param>
    public TrackerFiles(Func<string, byte[]?> read)
    {
        _script = read(Script) is { } script ? Encoding.UTF8.GetString(script) : null;
        _modules = Modules
            .Select(name => (Name: name, Content: read(name)))
            .Where(file => file.Content is not null)
            .ToDictionary(
                file => file.Name,
                file =>
                    CompressedAsset.Compress(
                        file.Content!,
                        file.Name.EndsWith(".mts", StringComparison.Ordinal) ? "text/plain; charset=utf-8" : JavaScript,
                        Caching
                    ),
                StringComparer.Ordinal
            );
    }

    /// <summary>True if the tracker is part of this build.</summary>
    public bool AreBuilt => _script is not null;

    /// <summary>Returns the files embedded in this assembly.</summary>
    public static TrackerFiles Built() =>
        new(static name =>
        {
            using var stream = typeof(TrackerFiles).Assembly.GetManifestResourceStream("tracker/" + name);
            if (stream is null)
            {
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        });

    /// <summary>Returns a file by its name; null if there is none of that name.</summary>
    public CompressedAsset? Find(string name) =>
        _modules.GetValueOrDefault(name)
        ?? (_script is not null && ScriptName.TryParse(name, out var options) ? _scripts.GetOrAdd(options, Compose) : null);

    /// <summary>Returns the script of a site's pages; null if the tracker was not built.</summary>
    public CompressedAsset? Of(Site site)
    {
        if (_script is null)
        {
            return null;
        }

        var options = ScriptName.OptionsOf(site);
        var key = Encoding.UTF8.GetBytes(options);
        if (!_sites.TryGet(key, out var script))
        {
            script = Compose(options);
            _sites.TryStore(key, script, _sites.Version);
        }

        return script;
    }

    private CompressedAsset Compose(string options) =>
        CompressedAsset.Compress(Encoding.UTF8.GetBytes($"{_script}({{{options}}})"), JavaScript, Caching);
}

using System.Collections.Concurrent;
using System.Text;
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

    private const string Script = "script.js";
    private const string JavaScript = "text/javascript; charset=utf-8";

    // A day. Scripts in browsers may be older than the server by so much; events of older scripts stay valid.
    private const string Caching = "public, max-age=86400";

    private readonly string? _script;
    private readonly Dictionary<string, CompressedAsset> _modules;

    // At most one for each subset of the options, and for each configuration that a site has had, each of a few kilobytes.
    private readonly ConcurrentDictionary<string, CompressedAsset> _scripts = new(StringComparer.Ordinal);

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
    public CompressedAsset? Of(Site site) => _script is null ? null : _scripts.GetOrAdd(ScriptName.OptionsOf(site), Compose);

    private CompressedAsset Compose(string options) =>
        CompressedAsset.Compress(Encoding.UTF8.GetBytes($"{_script}({{{options}}})"), JavaScript, Caching);
}

using System.Collections.Concurrent;
using System.Text;
using Analytics.Web.Assets;

namespace Analytics.Web.Tracker;

/// <summary>The files of the tracker by name. Without Node.js it is not built, and there are none. Thread-safe.</summary>
internal sealed class TrackerFiles
{
    /// <summary>The files beside the scripts: the module of apps, its types, and what scripts load if they measure web vitals.</summary>
    public static readonly IReadOnlyList<string> Modules = ["script.mjs", "script.d.mts", "vitals.mjs"];

    private const string Script = "script.js";
    private const string JavaScript = "text/javascript; charset=utf-8";

    // A day, in which a release of the server may be newer than the scripts in browsers; events of older scripts stay valid.
    private const string Caching = "public, max-age=86400";

    private readonly string? _script;
    private readonly Dictionary<string, CompressedAsset> _modules;

    // As many as there are subsets of the options at most, each of a few kilobytes.
    private readonly ConcurrentDictionary<string, CompressedAsset> _scripts = new(StringComparer.Ordinal);

    /// <param name="read">Gives a file as it was built; null if it was not.</param>
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

    /// <summary>The files that were built with this assembly.</summary>
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

    /// <summary>A file by its name; null if there is none of that name.</summary>
    public CompressedAsset? Find(string name) =>
        _modules.GetValueOrDefault(name)
        ?? (_script is not null && ScriptName.TryParse(name, out var options) ? _scripts.GetOrAdd(options, Compose) : null);

    private CompressedAsset Compose(string options) =>
        CompressedAsset.Compress(Encoding.UTF8.GetBytes($"{_script}({{{options}}})"), JavaScript, Caching);
}

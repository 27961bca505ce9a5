using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Analytics.Web.Pages;

/// <summary>
/// The files of the merchants' page that are embedded in an assembly; none if the page was not built, which needs Node.js. Immutable.
/// </summary>
internal sealed class PageFiles
{
    /// <summary>The folder of the files whose names have a hash of their content.</summary>
    public const string HashedFolder = "assets/";

    private const string Prefix = "dashboard/";
    private const string Brotli = ".br";
    private const string Gzip = ".gz";

    private static readonly Lazy<PageFiles> OfThisAssembly = new(static () => new PageFiles(ReadResources(typeof(PageFiles).Assembly)));

    private readonly Dictionary<string, PageFile> _files;

    /// <param name="files">The files by path, without a leading slash.</param>
    public PageFiles(Dictionary<string, PageFile> files) => _files = files;

    /// <summary>The files embedded in this assembly. They are read at the first use.</summary>
    public static PageFiles Built => OfThisAssembly.Value;

    /// <summary>The document that starts the page; null if the page was not built.</summary>
    public PageFile? Index => _files.GetValueOrDefault("index.html");

    /// <summary>Finds a file by its path, without a leading slash.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out PageFile? file) => _files.TryGetValue(path, out file);

    private static Dictionary<string, PageFile> ReadResources(Assembly assembly)
    {
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Select(name => name.Replace('\\', '/')))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Brotli, StringComparison.Ordinal))
            {
                var path = name[Prefix.Length..^Brotli.Length];
                files.Add(path, new PageFile(path, Read(assembly, name), Read(assembly, Prefix + path + Gzip)));
            }
        }

        return files;
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream =
            assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without its resource '{name}'; build it again.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

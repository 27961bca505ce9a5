using System.Text.RegularExpressions;

namespace Analytics.Core.Tests.Architecture;

/// <summary>
/// Reads from the sources which folders of a project use which. A folder is the first part of a namespace below the project's, so a
/// folder's subfolders belong to it. A file uses a folder if it imports it, which the build allows only if it needs the import, or
/// qualifies a type with the folder's name. Constants and references in documentation count, which a compiled assembly no longer shows.
/// </summary>
internal static partial class FolderUses
{
    /// <summary>The uses of files, by name and text.</summary>
    /// <param name="root">The project's namespace.</param>
    /// <param name="sources">The files.</param>
    public static IReadOnlyList<FolderUse> Of(string root, IReadOnlyList<(string File, string Text)> sources)
    {
        var files = sources.Select(source => (source.File, source.Text, Folder: FolderOf(root, source.Text))).ToList();
        var types = files
            .SelectMany(file => Declaration().Matches(file.Text).Select(match => (file.Folder, Type: match.Groups["type"].Value)))
            .ToLookup(type => type.Folder, type => type.Type);
        var uses = new List<FolderUse>();
        foreach (var (file, text, folder) in files)
        {
            var imported = Import()
                .Matches(text)
                .Select(match => match.Groups["namespace"].Value + ".")
                .Where(name => name.StartsWith(root + ".", StringComparison.Ordinal))
                .Select(name => name[(root.Length + 1)..].Split('.')[0])
                .ToHashSet();
            var words = Word().Matches(text).Select(match => match.Value).ToHashSet();
            foreach (var used in types.Where(used => used.Key != folder))
            {
                var named = used.Distinct()
                    .Where(type =>
                        imported.Contains(used.Key) ? words.Contains(type) : Regex.IsMatch(text, $@"\b{used.Key}(\.\w+)*\.{type}\b")
                    )
                    .Order(StringComparer.Ordinal)
                    .ToList();
                if (named.Count > 0 || imported.Contains(used.Key))
                {
                    uses.Add(new(folder, used.Key, file, named));
                }
            }
        }

        return uses;
    }

    private static string FolderOf(string root, string text)
    {
        var name = Namespace().Match(text).Groups["namespace"].Value;
        return name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..].Split('.')[0] : string.Empty;
    }

    [GeneratedRegex(@"^namespace (?<namespace>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (static )?(\w+ = )?(?<namespace>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|readonly|ref|partial|unsafe) )+(?:class|struct|interface|enum|record(?: struct| class)?|delegate [^\s(]+) (?<type>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

namespace Analytics.Core.Tests.Architecture;

/// <summary>A file of one folder of Core that names types of another.</summary>
/// <param name="Folder">The folder of the file.</param>
/// <param name="Used">The other folder.</param>
/// <param name="File">The file's name.</param>
/// <param name="Types">The types it names.</param>
internal sealed record FolderUse(string Folder, string Used, string File, IReadOnlyList<string> Types)
{
    public override string ToString() => $"{Folder} uses {Used}: {File} names {string.Join(", ", Types)}";
}

namespace Analytics.Testing;

/// <summary>
/// The files of this repository, found from where the tests run: compiled-in source paths are anonymous in a deterministic build.
/// </summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The absolute path of a path from the root, with forward slashes.</summary>
    public static string File(string path) => Path.GetFullPath(path, Root);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(directory.FullName, "Analytics.Functions.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return directory.FullName;
    }
}

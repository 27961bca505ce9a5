using System.Runtime.CompilerServices;

namespace Analytics.Local.Tests.Imports;

/// <summary>Four days of a real web server, which lie beside the repository and are not part of it.</summary>
internal static class RealLog
{
    public const string Site = "semicomplete.com";

    public static LogQueries Queries { get; } = new(Site, "2015-05-17", "2015-05-20");

    public static string Path { get; } = System.IO.Path.GetFullPath("../shared/data/apache_access.log", RepositoryRoot());

    /// <summary>Skips the test where the log is not at hand.</summary>
    public static void Require() => Assert.SkipUnless(File.Exists(Path), $"The real access log is needed at {Path}.");

    private static string RepositoryRoot([CallerFilePath] string source = "")
    {
        var directory = new DirectoryInfo(System.IO.Path.GetDirectoryName(source)!);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Analytics.Local.slnf")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? AppContext.BaseDirectory;
    }
}

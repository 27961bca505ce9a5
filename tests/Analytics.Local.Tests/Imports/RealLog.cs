namespace Analytics.Local.Tests.Imports;

/// <summary>Four days of a real web server, which lie beside the repository and are not part of it.</summary>
internal static class RealLog
{
    public const string Site = "semicomplete.com";

    public static LogQueries Queries { get; } = new(Site, "2015-05-17", "2015-05-20");

    public static string Path { get; } = Repository.File("../shared/data/apache_access.log");

    /// <summary>Skips the test where the log is not at hand.</summary>
    public static void Require() => Assert.SkipUnless(File.Exists(Path), $"The real access log is needed at {Path}.");
}

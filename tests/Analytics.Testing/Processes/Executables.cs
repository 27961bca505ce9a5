namespace Analytics.Testing.Processes;

/// <summary>Programs of this machine that tests can do without.</summary>
public static class Executables
{
    /// <summary>The file of a program in the folders of PATH, or null.</summary>
    public static string? Find(string program) =>
        (
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            from extension in OperatingSystem.IsWindows() ? (string[])[".exe", ".cmd"] : [""]
            select Path.Combine(folder, program + extension)
        ).FirstOrDefault(File.Exists);
}

using System.Diagnostics;

namespace Analytics.Testing.Processes;

/// <summary>Packages of Node.js that tests need, installed where their lock file lies.</summary>
public static class NodePackages
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Installs what a folder's package-lock.json names, unless that was done since it changed. Test projects that run side by side share
    /// the folder, and npm begins by emptying it: the first to come installs, and the others wait for its end.
    /// </summary>
    /// <returns>True if it was done now.</returns>
    /// <exception cref="InvalidOperationException">npm failed; the message has what it printed.</exception>
    public static async Task<bool> InstallAsync(string folder, string npm, CancellationToken cancellationToken)
    {
        await using var turn = await LockAsync(Path.Combine(folder, ".install.lock"), cancellationToken);
        var installed = new FileInfo(Path.Combine(folder, "node_modules/.package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return false;
        }

        using var install = Process.Start(
            new ProcessStartInfo(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = install.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = install.StandardError.ReadToEndAsync(cancellationToken);
        await install.WaitForExitAsync(cancellationToken);
        return install.ExitCode == 0
            ? true
            : throw new InvalidOperationException($"npm ci in {folder} ended with {install.ExitCode}: {await output}{await errors}");
    }

    /// <summary>A file that one process has open at a time, also where the one before was killed.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Retry, TimeProvider.System, cancellationToken);
            }
        }
    }
}

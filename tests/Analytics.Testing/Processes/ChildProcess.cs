using System.Diagnostics;

namespace Analytics.Testing.Processes;

/// <summary>Processes that tests and benchmarks start, and end by their ids alone.</summary>
public static class ChildProcess
{
    /// <summary>The program that runs assemblies: the one that runs this process, or else the one in the path.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Kills a process that still runs, waits for its end, and disposes it.</summary>
    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}

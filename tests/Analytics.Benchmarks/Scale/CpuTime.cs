using System.Diagnostics;

namespace Analytics.Benchmarks.Scale;

/// <summary>Adds up wall and CPU time of this process over stretches of work.</summary>
internal sealed class CpuTime
{
    public TimeSpan Wall { get; private set; }

    public TimeSpan Cpu { get; private set; }

    public async Task AddAsync(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, wall) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await work();
        Wall += Stopwatch.GetElapsedTime(wall);
        process.Refresh();
        Cpu += process.TotalProcessorTime - cpu;
    }
}

using System.Diagnostics;

namespace Analytics.Testing.Processes;

/// <summary>A run of the program as its users run it: a process of its own, built beside the tests.</summary>
public sealed class AnalyticsProcess : IDisposable
{
    public const string AdminKey = "admin-key-of-the-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<(string Word, TaskCompletionSource<string> Seen)> _awaited = [];

    private AnalyticsProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>All that it wrote so far, errors too. Lines may be broken where the program thought the screen ended.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts the program; does not wait for anything.</summary>
    public static AnalyticsProcess Launch(params IEnumerable<string> words) => Launch(new Dictionary<string, string>(), [], words);

    /// <summary>
    /// Starts the program, or another one beside the tests, with environment variables, and under a program that replaces itself with it,
    /// as <c>prlimit</c> does.
    /// </summary>
    public static AnalyticsProcess Launch(
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> wrapper,
        IEnumerable<string> words,
        string program = "analytics.dll"
    )
    {
        string[] command = [.. wrapper, ChildProcess.Dotnet, Path.Combine(AppContext.BaseDirectory, program), .. words];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ANALYTICS_ADMIN_KEY"] = AdminKey;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var run = new AnalyticsProcess(process);
        process.OutputDataReceived += (_, line) => run.Take(line.Data);
        process.ErrorDataReceived += (_, line) => run.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return run;
    }

    /// <summary>The first line with a word, now or when it comes.</summary>
    /// <exception cref="InvalidOperationException">The program ended without it.</exception>
    public async Task<string> WaitForLineAsync(string word, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Find(line => line.Contains(word, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            _awaited.Add((word, seen));
        }

        await Task.WhenAny(seen.Task, WaitForExitAsync(cancellationToken));
        return seen.Task.IsCompleted
            ? await seen.Task
            : throw new InvalidOperationException($"The program ended or was silent without writing '{word}'. It wrote:\n{Output}");
    }

    /// <summary>Waits, at most a minute, until the program has ended and all its output is here.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: the process gets no chance to do anything more.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        ProcessSignal.SendTerminate(_process);
        return WaitForExitAsync(cancellationToken);
    }

    public void Dispose() => ChildProcess.End(_process);

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
            foreach (var (word, seen) in _awaited)
            {
                if (line.Contains(word, StringComparison.Ordinal))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }
}

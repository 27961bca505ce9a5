namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// Work of an instance that stops at gates, calls of the storage, until it is let through one of them. Between two gates it runs alone, so
/// that the order of everything is decided by who is let through: the same for the same seed, whichever threads the continuations run on.
/// </summary>
/// <remarks>
/// An actor has come to rest when none of its code runs and it has reached a gate, made a timer or ended since it was let go on. What it
/// hands to other threads carries its name with it, and so is counted as its own.
/// </remarks>
internal sealed class Actor(Instance instance, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly AsyncLocal<Actor?> RunningActor = new(static change =>
    {
        change.PreviousValue?.Count(-1);
        change.CurrentValue?.Count(1);
    });

    private readonly List<Gate> _gates = [];
    private int _threads;
    private int _steps;
    private int _timers;
    private bool _isAwaited;

    /// <summary>The actor whose code runs; null for the scenario itself.</summary>
    public static Actor? Running => RunningActor.Value;

    public Instance Instance => instance;

    public string Name => name;

    /// <summary>Why the work ended; null while it runs, and after it succeeded.</summary>
    public Exception? Failure { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>The point at which it waits, in the order of arrival.</summary>
    public IReadOnlyList<Gate> Gates => _gates;

    /// <summary>Runs the work up to its first gate.</summary>
    public void Start(Func<Task> work)
    {
        var (before, timers) = (_steps, _timers);
        RunningActor.Value = this;
        try
        {
            _ = RunAsync(work);
        }
        finally
        {
            RunningActor.Value = null;
        }

        Rest(before, timers);
    }

    /// <summary>Lets the work through a gate and waits until it rests again.</summary>
    public void Pass(Gate gate)
    {
        var (before, timers) = (_steps, _timers);
        lock (_gates)
        {
            _gates.Remove(gate);
        }

        gate.Open();
        Rest(before, timers);
    }

    /// <summary>Waits at a gate.</summary>
    public Task WaitAsync(GateKind kind)
    {
        var gate = new Gate(kind);
        lock (_gates)
        {
            _gates.Add(gate);
        }

        Interlocked.Increment(ref _steps);
        return gate.Opened;
    }

    /// <summary>Notes that the work may wait for a timer.</summary>
    public void AddTimer() => Interlocked.Increment(ref _timers);

    /// <summary>Waits until nothing of it runs, also of what other threads are to do for it.</summary>
    public void Rest()
    {
        var since = TimeProvider.System.GetTimestamp();
        do
        {
            AwaitThreads();
            CheckPatience(since);
        } while (!QuietPool.Look(IsIdle));
    }

    private void Rest(int before, int timers)
    {
        AwaitThreads();
        if (IsIdle() && Volatile.Read(ref _steps) != before)
        {
            return;
        }

        // It waits for a timer, or for another strand of its own, which is at one of the gates; or goes on in another thread.
        Rest();
        if (Volatile.Read(ref _steps) == before && _gates.Count == 0 && Volatile.Read(ref _timers) == timers)
        {
            throw new InvalidOperationException($"{instance.Name}, {name}: neither ends nor waits for the storage or a timer.");
        }
    }

    /// <summary>Waits, without taking a processor from them, while other threads run it.</summary>
    private void AwaitThreads()
    {
        if (IsIdle())
        {
            return;
        }

        lock (_gates)
        {
            Volatile.Write(ref _isAwaited, true);
            Interlocked.MemoryBarrier();
            while (!IsIdle() && Monitor.Wait(_gates, Patience))
            {
                // Woken when the last of them rests.
            }

            _isAwaited = false;
        }
    }

    private void CheckPatience(long since)
    {
        if (TimeProvider.System.GetElapsedTime(since) >= Patience)
        {
            throw new TimeoutException(
                $"{instance.Name}, {name}: neither ends nor waits for the storage or a timer. It has {_threads} threads."
            );
        }
    }

    private bool IsIdle() => Volatile.Read(ref _threads) == 0;

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            Failure = exception;
        }

        HasEnded = true;
        Interlocked.Increment(ref _steps);
    }

    private void Count(int threads)
    {
        if (Interlocked.Add(ref _threads, threads) == 0 && Volatile.Read(ref _isAwaited))
        {
            lock (_gates)
            {
                Monitor.PulseAll(_gates);
            }
        }
    }
}

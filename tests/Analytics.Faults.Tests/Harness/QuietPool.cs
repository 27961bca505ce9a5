namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// Tells for certain whether the thread pool has nothing to do. Work that a thread has taken and not begun is seen nowhere; so every
/// thread that the pool may have is held for a moment, and then none of them has any.
/// </summary>
internal static class QuietPool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lock OneAtATime = new();
    private static int _threads;

    /// <summary>Limits the pool to a thread for each processor while scenarios are played, none of them in a thread of the pool.</summary>
    public static async Task RunAsync(Func<Task> scenarios)
    {
        ThreadPool.GetMinThreads(out var least, out var leastOfPorts);
        ThreadPool.GetMaxThreads(out var most, out var ports);
        _threads = Environment.ProcessorCount;
        Assert.True(ThreadPool.SetMinThreads(_threads, leastOfPorts) && ThreadPool.SetMaxThreads(_threads, ports));
        try
        {
            await scenarios();
        }
        finally
        {
            ThreadPool.SetMaxThreads(most, ports);
            ThreadPool.SetMinThreads(least, leastOfPorts);
        }
    }

    /// <summary>Waits for what the pool does, and looks at something while it does nothing.</summary>
    /// <returns>True if nothing waits for the pool and the look was successful.</returns>
    public static bool Look(Func<bool> look)
    {
        // Two that each held some of the threads would wait for each other.
        lock (OneAtATime)
        {
            var (held, released) = (new CountdownEvent(_threads), new ManualResetEventSlim());
            for (var thread = 0; thread < _threads; thread++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static pair =>
                    {
                        pair.held.Signal();
                        pair.released.Wait();
                    },
                    (held, released),
                    preferLocal: false
                );
            }

            if (!held.Wait(Patience))
            {
                released.Set();
                throw new TimeoutException($"{held.CurrentCount} of the pool's {_threads} threads do not come to an end.");
            }

            var isQuiet = ThreadPool.PendingWorkItemCount == 0 && look();
            released.Set();
            return isQuiet;
        }
    }
}

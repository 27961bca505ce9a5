using System.Collections.Concurrent;

namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// Runs work on the calling thread, and on it again after each wait for other threads, so that a seed decides all that the work meets.
/// </summary>
internal sealed class OneThread : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _calls = [];

    public override void Post(SendOrPostCallback d, object? state) => _calls.Add((d, state));

    /// <summary>Runs work to its end.</summary>
    public static T Run<T>(Func<Task<T>> work)
    {
        var (before, thread) = (Current, new OneThread());
        SetSynchronizationContext(thread);
        try
        {
            var task = work();
            while (!task.IsCompleted)
            {
                Assert.True(thread._calls.TryTake(out var next, Patience), "It waits for something that does not come.");
                next.Call(next.State);
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Does something else in the midst of the work, which goes on by itself.</summary>
    public static void Leave(Action action)
    {
        var before = Current;
        SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}

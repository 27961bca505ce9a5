using System.Runtime.CompilerServices;

namespace Analytics.Core.Tests.Collection;

/// <summary>The runs that a collector keeps for its next requests reference everything behind it.</summary>
public sealed class SpareRunTests
{
    private const int Collections = 50;

    [Fact]
    public void They_go_with_their_collector_although_the_threads_that_used_them_live_on()
    {
        using var hasCollected = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        WeakReference? sites = null;
        var thread = new Thread(() =>
        {
            sites = Collect();
            hasCollected.Set();
            mayEnd.Wait(TestContext.Current.CancellationToken);
        });
        thread.Start();
        hasCollected.Wait(TestContext.Current.CancellationToken);

        // A thread of the pool that the collector used may hold it until it does something else.
        var isAlive = true;
        for (var tries = 0; tries < Collections && isAlive; tries++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            isAlive = sites!.IsAlive;
            Thread.Yield();
        }

        mayEnd.Set();
        thread.Join();

        Assert.False(isAlive);
    }

    /// <summary>Collects an event on the calling thread, and leaves nothing of the collector on its stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Collect()
    {
        using var harness = new CollectorHarness();
        var receipt = harness.One("""{"domain":"example.com","name":"pageview","url":"https://example.com/a"}""").GetAwaiter().GetResult();
        Assert.Equal(1, receipt.Accepted);
        return new WeakReference(harness.Sites);
    }
}

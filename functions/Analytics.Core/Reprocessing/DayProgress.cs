using Analytics.Core.EventLog;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Which buckets of a day are done, stored now and then: a run that is broken off does them no second time, so that even a day that takes longer than a run
/// comes to its end. Thread-safe.
/// </summary>
internal sealed class DayProgress(PlanTable plans, ReprocessPlan plan, ReprocessingParts parts) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ulong _done = plan.DoneBuckets;
    private long _stored = parts.Clock.GetTimestamp();

    /// <summary>The buckets to do.</summary>
    public IEnumerable<int> Left { get; } = [.. Enumerable.Range(0, Partitioner.Buckets).Where(bucket => (plan.DoneBuckets & Bit(bucket)) == 0)];

    public async Task DoneAsync(int bucket, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _done |= Bit(bucket);
            if (parts.Clock.GetElapsedTime(_stored) >= parts.Options.CheckpointEvery)
            {
                await plans.WriteAsync(plan with { DoneBuckets = _done }, cancellationToken).ConfigureAwait(false);
                _stored = parts.Clock.GetTimestamp();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static ulong Bit(int bucket) => 1UL << bucket;
}

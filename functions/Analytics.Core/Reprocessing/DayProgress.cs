using Analytics.Core.Partitioning;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// The finished buckets of a day, stored at intervals: a run does not repeat those of an interrupted one, so that even a day that takes
/// longer than a run is finished. Thread-safe.
/// </summary>
internal sealed class DayProgress(PlanTable plans, ReprocessPlan plan, ReprocessingParts parts) : IDisposable
{
    private readonly SemaphoreSlim _storeLock = new(1, 1);
    private ReprocessPlan _plan = plan;
    private long _stored = parts.Clock.GetTimestamp();

    /// <summary>The buckets that are not done.</summary>
    public IEnumerable<int> RemainingBuckets { get; } = [.. Partitioner.AllBuckets.Where(bucket => (plan.DoneBuckets & Bit(bucket)) == 0)];

    /// <summary>The plan with the finished part of the day.</summary>
    public ReprocessPlan Plan => _plan;

    /// <summary>Records a finished bucket and its counts.</summary>
    public async Task DoneAsync(int bucket, (long Compared, long Replaced, long SetAside) done, CancellationToken cancellationToken)
    {
        await _storeLock.WaitAsync(cancellationToken);
        try
        {
            _plan = _plan with
            {
                DoneBuckets = _plan.DoneBuckets | Bit(bucket),
                RowsCompared = _plan.RowsCompared + done.Compared,
                RowsReplaced = _plan.RowsReplaced + done.Replaced,
                SetAside = _plan.SetAside + done.SetAside,
            };
            if (parts.Clock.GetElapsedTime(_stored) >= parts.Options.CheckpointEvery)
            {
                await plans.WriteAsync(_plan, cancellationToken);
                _stored = parts.Clock.GetTimestamp();
            }
        }
        finally
        {
            _storeLock.Release();
        }
    }

    public void Dispose() => _storeLock.Dispose();

    private static ulong Bit(int bucket) => 1UL << bucket;
}

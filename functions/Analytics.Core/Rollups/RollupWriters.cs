using System.Collections.Concurrent;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Rollups;

/// <summary>
/// Merges for many sites at once, as many at a time as there are processors: a writer keeps buffers as large as the largest rollup it has
/// merged. Thread-safe.
/// </summary>
internal sealed class RollupWriters(RollupOptions options)
{
    private readonly SemaphoreSlim _turns = new(Environment.ProcessorCount);

    // The one used last first, so that one is enough for whoever merges one after the other.
    private readonly ConcurrentStack<RollupWriter> _free = new();

    /// <summary>Merges parts and encodes the result so that it fits a row.</summary>
    public async ValueTask<EncodedRollup> MergeAsync(
        RollupPeriod period, IReadOnlyList<IRollupPart> parts, Func<Rollup, Inclusion> included, UntimedIds untimed, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        var writer = _free.TryPop(out var free) ? free : new RollupWriter(options);
        try
        {
            return writer.Merge(period, parts, included, untimed);
        }
        finally
        {
            _free.Push(writer);
            _turns.Release();
        }
    }
}

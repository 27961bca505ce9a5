using System.Collections.Concurrent;
using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>
/// The current months that this process has marked stale. The mark stays until the month is over, so it need not be written again with
/// every hour. Thread-safe.
/// </summary>
/// <param name="clock">The current time, by which a month is over.</param>
internal sealed class MarkedMonths(TimeProvider clock)
{
    private const int MaxMonths = 200_000;
    private readonly ConcurrentDictionary<(string Site, RollupPeriod Month), bool> _marked = new();

    /// <summary>Returns true if a period is a month that is known to be marked.</summary>
    public bool Has(string site, RollupPeriod period) => IsRunning(period) && _marked.ContainsKey((site, period));

    /// <summary>Records that a period was marked.</summary>
    public void Add(string site, RollupPeriod period)
    {
        if (!IsRunning(period))
        {
            return;
        }

        if (_marked.Count >= MaxMonths)
        {
            _marked.Clear();
        }

        _marked[(site, period)] = true;
    }

    private bool IsRunning(RollupPeriod period) => period.Tier == RollupTier.Month && period.End > clock.GetUtcNow().ToUnixTimeSeconds();
}

namespace Analytics.Core.Aggregation;

/// <summary>The rolling averages that the aggregator keeps of a site. Safe for concurrent use.</summary>
public interface ILiveStatistics
{
    /// <summary>The reasonable time between two readings of a site, by the cost of reading.</summary>
    TimeSpan Interval { get; }

    /// <summary>Reads the current statistics of a site.</summary>
    /// <returns>The averages, or null if nothing was aggregated for the site in the longest window.</returns>
    ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken);

    /// <summary>Forgets what this process remembers of a site; what is stored must be gone already.</summary>
    void Forget(string site) { }
}

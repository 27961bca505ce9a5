namespace Analytics.Core.Aggregation;

/// <summary>The rolling averages of each site. Safe for concurrent use.</summary>
public interface ILiveStatistics
{
    /// <summary>The shortest sensible time between two reads of a site, given the cost of a read.</summary>
    TimeSpan Interval { get; }

    /// <summary>Reads the current statistics of a site.</summary>
    /// <returns>The averages, or null if nothing was aggregated for the site in the longest window.</returns>
    ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken);

    /// <summary>Drops the in-memory averages of a site. Call it after the site's stored rows were deleted.</summary>
    void Forget(string site) { }
}

namespace Analytics.Core.Queries.Events;

/// <summary>Reads the stored events of sites. Safe for concurrent use.</summary>
public interface IEventReader
{
    /// <summary>
    /// The events of a range with everything that is visible now: UTC day by UTC day, within a day visitor by visitor, and a visitor's in
    /// order of time. A segment, or what is live of a day, is in memory at a time.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="from">First second, Unix time, inclusive.</param>
    /// <param name="to">End, exclusive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">Storage does not answer now.</exception>
    IAsyncEnumerable<StoredEvent> ReadEventsAsync(string site, long from, long to, CancellationToken cancellationToken);
}

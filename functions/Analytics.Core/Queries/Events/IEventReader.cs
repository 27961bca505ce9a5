namespace Analytics.Core.Queries.Events;

/// <summary>Reads the stored events of sites. Safe for concurrent use.</summary>
public interface IEventReader
{
    /// <summary>
    /// Reads the events of a range, including everything that is visible now, by UTC day, within a day by visitor, and within a visitor
    /// by time. Only one segment, or the live rows of one day, is in memory at a time.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="from">First second, Unix time, inclusive.</param>
    /// <param name="to">End, exclusive.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <exception cref="IOException">Storage does not answer now.</exception>
    IAsyncEnumerable<StoredEvent> ReadEventsAsync(string site, long from, long to, CancellationToken cancellationToken);
}

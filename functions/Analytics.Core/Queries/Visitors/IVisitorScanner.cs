namespace Analytics.Core.Queries.Visitors;

/// <summary>Reads the events of a site's range visitor by visitor. Safe for concurrent use.</summary>
public interface IVisitorScanner
{
    /// <summary>Gives every visitor with matching events to one of several counters, with everything that is visible now.</summary>
    /// <param name="request">The range, and which events.</param>
    /// <param name="create">Makes a counter; called by several threads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">Storage does not answer now.</exception>
    ValueTask<VisitorScan<TCounter>> ReadVisitorsAsync<TCounter>(
        VisitorRequest request, Func<TCounter> create, CancellationToken cancellationToken)
        where TCounter : class, IVisitorCounter;
}

namespace Analytics.Core.Queries.Visitors;

/// <summary>Reads the events of a site's range visitor by visitor. Safe for concurrent use.</summary>
public interface IVisitorScanner
{
    /// <summary>
    /// Passes every visitor with matching events to one of several counters, including everything that is visible now, and computes an
    /// answer from the counters.
    /// </summary>
    /// <param name="request">The range and the events. An empty range has no visitors.</param>
    /// <param name="create">Creates a counter; called by several threads.</param>
    /// <param name="conclude">Computes the answer. It is called once for equal concurrent requests, and not at all if an equal request
    /// with <see cref="VisitorRequest.Counted"/> was answered before and nothing was written since.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <exception cref="IOException">Storage does not answer now.</exception>
    ValueTask<TAnswer> ReadVisitorsAsync<TCounter, TAnswer>(
        VisitorRequest request,
        Func<TCounter> create,
        Func<VisitorScan<TCounter>, TAnswer> conclude,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
        where TAnswer : class, IVisitorAnswer;
}

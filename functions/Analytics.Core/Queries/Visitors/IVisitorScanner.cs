namespace Analytics.Core.Queries.Visitors;

/// <summary>Reads the events of a site's range visitor by visitor. Safe for concurrent use.</summary>
public interface IVisitorScanner
{
    /// <summary>
    /// Gives every visitor with matching events to one of several counters, with everything that is visible now, and makes an answer of these.
    /// </summary>
    /// <param name="request">The range, and which events. A range of no length has no visitors.</param>
    /// <param name="create">Makes a counter; called by several threads.</param>
    /// <param name="conclude">
    /// Makes the answer. It is not called where an equal request with <see cref="VisitorRequest.Counted"/> was answered before and nothing was
    /// written since, and once for equal requests at the same time.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
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

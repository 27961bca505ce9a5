using Analytics.Core.Queries.Visitors;

namespace Analytics.Web.Tests.Hosting;

/// <summary>Finds nobody.</summary>
internal sealed class NoVisitors : IVisitorScanner
{
    public ValueTask<TAnswer> ReadVisitorsAsync<TCounter, TAnswer>(
        VisitorRequest request,
        Func<TCounter> create,
        Func<VisitorScan<TCounter>, TAnswer> conclude,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
        where TAnswer : class, IVisitorAnswer => new(conclude(VisitorScan<TCounter>.Empty));
}

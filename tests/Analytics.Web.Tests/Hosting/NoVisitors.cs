using Analytics.Core.Queries.Visitors;

namespace Analytics.Web.Tests.Hosting;

/// <summary>Finds nobody.</summary>
internal sealed class NoVisitors : IVisitorScanner
{
    public ValueTask<VisitorScan<TCounter>> ReadVisitorsAsync<TCounter>(
        VisitorRequest request, Func<TCounter> create, CancellationToken cancellationToken)
        where TCounter : class, IVisitorCounter => new(VisitorScan<TCounter>.Empty);
}

using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A second scan that gives a metric its denominator.</summary>
public sealed class CompanionScan
{
    /// <summary>The visitors of the whole query, whatever it groups by.</summary>
    public static readonly CompanionScan TotalVisitors = new((request, from) =>
        request with { From = from, BucketStarts = [from], BucketsSplitVisits = false, Dimensions = [], Needs = ScanNeeds.Visitors }) { IsTotal = true };

    /// <summary>The pageviews of each page; conditions on the exit page, which select exits, do not select views.</summary>
    public static readonly CompanionScan PageviewsByPage = new((request, from) => request with
    {
        From = from,
        BucketStarts = [from],
        BucketsSplitVisits = false,
        Dimensions = [ScanDimension.Of(EventDimension.Page)],
        Filter = WithoutExitPage(request.Filter),
        Needs = ScanNeeds.Events,
    });

    private readonly Func<ScanRequest, long, ScanRequest> _request;

    private CompanionScan(Func<ScanRequest, long, ScanRequest> request) => _request = request;

    /// <summary>True if it has one group, which belongs to all groups of the query; else one for each value of the query's only dimension.</summary>
    public bool IsTotal { get; private init; }

    /// <summary>The second scan.</summary>
    /// <param name="request">The first scan.</param>
    /// <param name="from">The first second of the query's range, Unix time; the scan may begin before.</param>
    public ScanRequest Of(ScanRequest request, long from) => _request(request, from);

    private static ScanFilter? WithoutExitPage(ScanFilter? filter) => filter switch
    {
        ScanFilter.Match { Dimension.Kind: ScanDimensionKind.ExitPage } => null,
        ScanFilter.And and => new ScanFilter.And([.. and.Filters.Select(WithoutExitPage).OfType<ScanFilter>()]),
        _ => filter,
    };
}

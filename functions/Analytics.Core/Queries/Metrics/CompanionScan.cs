using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A second scan that gives a metric its denominator.</summary>
public sealed class CompanionScan
{
    /// <summary>The visitors of the whole query, whatever it groups by.</summary>
    public static readonly CompanionScan TotalVisitors = new(
        (request, from) =>
            request with
            {
                From = from,
                BucketStarts = [from],
                BucketsSplitVisits = false,
                Dimensions = [],
                Needs = ScanNeeds.Visitors,
            }
    )
    {
        IsTotal = true,
    };

    /// <summary>The pageviews of each page; conditions on the exit page, which select exits, do not select views.</summary>
    public static readonly CompanionScan PageviewsByPage = new(
        (request, from) =>
            request with
            {
                From = from,
                BucketStarts = [from],
                BucketsSplitVisits = false,
                Dimensions = [ScanDimension.Of(EventDimension.Page)],
                Filter = WithoutExitPage(request.Filter),
                Needs = ScanNeeds.Events,
            }
    );

    /// <summary>The visitors of the whole query who could have reached a goal: filters on goals and properties are left out.</summary>
    public static readonly CompanionScan PossibleConversions = new(
        (request, from) => WithoutGoals(request) with { From = from, BucketStarts = [from], BucketsSplitVisits = false, Dimensions = [] }
    )
    {
        IsTotal = true,
    };

    /// <summary>The same of each group, whatever the goal.</summary>
    public static readonly CompanionScan PossibleConversionsOfGroup = new((request, _) => WithoutGoals(request));

    private readonly Func<ScanRequest, long, ScanRequest> _request;

    private CompanionScan(Func<ScanRequest, long, ScanRequest> request) => _request = request;

    /// <summary>True if it has one group, which belongs to all groups of the query; else those of the query, without the goal.</summary>
    public bool IsTotal { get; private init; }

    /// <summary>The second scan.</summary>
    /// <param name="request">The first scan.</param>
    /// <param name="from">The first second of the query's range, Unix time; the scan may begin before.</param>
    public ScanRequest Of(ScanRequest request, long from) => _request(request, from);

    private static ScanRequest WithoutGoals(ScanRequest request) =>
        request with
        {
            Dimensions = [.. request.Dimensions.Where(dimension => dimension.Kind != ScanDimensionKind.Goal)],
            Goals = [],
            Filter = WithoutGoals(request.Filter),
            Needs = ScanNeeds.Visitors,
        };

    /// <summary>
    /// The filter without its tests of goals and properties: of a list of conditions the others stay, a list of alternatives or a negation
    /// that has such a test is left out. Null if nothing stays.
    /// </summary>
    private static ScanFilter? WithoutGoals(ScanFilter? filter)
    {
        switch (filter)
        {
            case ScanFilter.Goal or ScanFilter.Match { Dimension.Kind: ScanDimensionKind.Property }:
                return null;
            case ScanFilter.Not not:
                return NamesGoals(not.Filter) ? null : not;
            case ScanFilter.And and:
                ScanFilter[] all = [.. and.Filters.Select(WithoutGoals).OfType<ScanFilter>()];
                return all.Length > 0 ? new ScanFilter.And(all) : null;
            case ScanFilter.Or or:
                return NamesGoals(or) ? null : or;
            default:
                return filter;
        }
    }

    private static bool NamesGoals(ScanFilter filter) =>
        filter switch
        {
            ScanFilter.Goal or ScanFilter.Match { Dimension.Kind: ScanDimensionKind.Property } => true,
            ScanFilter.And and => and.Filters.Any(NamesGoals),
            ScanFilter.Or or => or.Filters.Any(NamesGoals),
            ScanFilter.Not not => NamesGoals(not.Filter),
            _ => false,
        };

    private static ScanFilter? WithoutExitPage(ScanFilter? filter) =>
        filter switch
        {
            ScanFilter.Match { Dimension.Kind: ScanDimensionKind.ExitPage } => null,
            ScanFilter.And and => new ScanFilter.And([.. and.Filters.Select(WithoutExitPage).OfType<ScanFilter>()]),
            _ => filter,
        };
}

using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A second scan that gives a metric its denominator.</summary>
public sealed class CompanionScan
{
    /// <summary>The visitors of the whole query, without its dimensions.</summary>
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
        ByBucket = new((request, _) => request with { Dimensions = [], Needs = ScanNeeds.Visitors }),
    };

    /// <summary>The pageviews of each page. Conditions on the exit page are left out because they select exits, not views.</summary>
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

    /// <summary>The visitors of each group who could have reached a goal, without the goal as a dimension.</summary>
    public static readonly CompanionScan PossibleConversionsOfGroup = new((request, _) => WithoutGoals(request));

    /// <summary>The visitors of the whole query who could have reached a goal: filters on goals and properties are left out.</summary>
    public static readonly CompanionScan PossibleConversions = new(
        (request, from) => WithoutGoals(request) with { From = from, BucketStarts = [from], BucketsSplitVisits = false, Dimensions = [] }
    )
    {
        IsTotal = true,
        ByBucket = PossibleConversionsOfGroup,
    };

    private readonly Func<ScanRequest, long, ScanRequest> _request;

    private CompanionScan(Func<ScanRequest, long, ScanRequest> request) => _request = request;

    /// <summary>
    /// True if the scan has one group, which applies to all groups of the query. Otherwise it has the query's groups without the goal.
    /// </summary>
    public bool IsTotal { get; private init; }

    /// <summary>
    /// The same scan for each time bucket instead of the range, for averages: these also take buckets before the range. Null if the scan
    /// has the query's buckets already, or none of its metrics is averaged.
    /// </summary>
    public CompanionScan? ByBucket { get; private init; }

    /// <summary>Returns the request of the companion scan.</summary>
    /// <param name="request">The query's own scan.</param>
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
    /// Removes the tests of goals and properties from a filter: the other conditions of an And stay, but an Or or a negation
    /// with such a test is removed as a whole. Returns null if nothing remains.
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

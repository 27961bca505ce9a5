using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Random requests over what <see cref="GeneratedTraffic"/> generates.</summary>
internal sealed class RandomRequests(Random random)
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    private static readonly ScanDimension[] Dimensions =
    [
        Page,
        ScanDimension.Of(EventDimension.Name),
        ScanDimension.Of(EventDimension.Hostname),
        ScanDimension.OfProperty("plan"),
        ScanDimension.OfProperty("nobody has it"),
        ScanDimension.Of(VisitDimension.Source),
        ScanDimension.Of(VisitDimension.Country),
        ScanDimension.OfPlace(ScanDimensionKind.PlaceCode, VisitDimension.City),
        ScanDimension.OfPlace(ScanDimensionKind.PlaceName, VisitDimension.City),
        new(ScanDimensionKind.EntryPage),
        new(ScanDimensionKind.ExitPage),
        new(ScanDimensionKind.EntryPageHostname),
        new(ScanDimensionKind.ExitPageHostname),
    ];

    private static readonly ScanDimension Goal = new(ScanDimensionKind.Goal);

    private static readonly string?[] Values =
    [
        "/",
        "/a",
        "/blog/1",
        "pageview",
        "signup",
        "site.example",
        "p0",
        "source1",
        "",
        "C0",
        "C2",
        "Town0",
        "1",
        null,
    ];

    /// <param name="start">The first second that a range may have.</param>
    /// <param name="end">The end that a range may have.</param>
    public ScanRequest Next(long start, long end)
    {
        var from = start + random.Next((int)(end - start) / 2);
        var to = end - random.Next((int)(end - start) / 2);
        if (random.Next(2) == 0)
        {
            (from, to) = (from - (from % 3600), to - (to % 3600) + 3600);
        }

        var dimensions = Enumerable.Range(0, random.Next(4)).Select(_ => Dimensions[random.Next(Dimensions.Length)]).Distinct().ToArray();
        if (random.Next(5) == 0)
        {
            dimensions = [.. dimensions, Goal];
        }

        var needs =
            ScanNeeds.Visitors
            | ScanNeeds.Visits
            | ScanNeeds.Events
            | (dimensions.Any(dimension => dimension.IsOfEvent && dimension != Page) ? ScanNeeds.None : VisitMetrics());
        if (random.Next(3) == 0)
        {
            needs |=
                ScanNeeds.Engagement
                | ScanNeeds.Revenue
                | ScanNeeds.ValueSums
                | ScanNeeds.Values
                | (needs.HasFlag(ScanNeeds.VisitMetrics) ? ScanNeeds.Durations : ScanNeeds.None);
        }

        var length = ((int?[])[null, 60 * 7, 3600, 3600, 86_400, 86_400, 3 * 86_400])[random.Next(7)];
        var splits = length <= 3600;
        return new(
            "site.example",
            from,
            to,
            length is { } seconds ? Buckets(from, to, seconds) : [from],
            splits,
            dimensions,
            random.Next(5) == 0 ? null : Filter(3),
            needs
        )
        {
            Goals = dimensions.Contains(Goal) ? [.. Enumerable.Range(0, random.Next(5)).Select(NextGoal)] : [],
            Revenue =
                random.Next(2) == 0
                    ? new("USD", SomeGoal()) { Elsewhere = random.Next(2) == 0 ? [] : [new("EUR", SomeGoal()), new("JPY", SomeGoal())] }
                    : null,
        };
    }

    /// <summary>
    /// A request of which a segment is counted column by column: one time bucket, at most one dimension, and no visit metrics.
    /// </summary>
    /// <param name="start">The first second of the range.</param>
    /// <param name="end">The end of the range.</param>
    public ScanRequest NextByColumn(long start, long end)
    {
        ScanDimension[] byColumn =
        [
            .. Dimensions.Where(dimension => dimension.Kind is ScanDimensionKind.Visit or ScanDimensionKind.Event),
        ];
        ScanFilter? filter = random.Next(4) switch
        {
            0 => null,
            1 => Match(),
            2 => new ScanFilter.Or([new ScanFilter.Goal(new ScanFilter.Scrolled(random.Next(1, 101))), Match()]),
            _ => new ScanFilter.Not(Match()),
        };
        return new(
            "site.example",
            start,
            end,
            [start],
            false,
            random.Next(5) == 0 ? [] : [byColumn[random.Next(byColumn.Length)]],
            filter,
            ScanNeeds.Visitors
                | (random.Next(2) == 0 ? ScanNeeds.Visits : ScanNeeds.None)
                | (random.Next(3) > 0 ? ScanNeeds.Events : ScanNeeds.None)
        );
    }

    private ScanGoal NextGoal(int number) =>
        new($"goal{number}", SomeGoal(), number % 2 == 0 ? "EUR" : null) { OtherCurrencies = random.Next(2) == 0 ? [] : ["USD"] };

    private ScanNeeds VisitMetrics() => ScanNeeds.VisitMetrics | (random.Next(2) == 0 ? ScanNeeds.VisitPageviews : ScanNeeds.None);

    private ScanFilter.Goal SomeGoal() =>
        new(new ScanFilter.And(random.Next(3) == 0 ? [new ScanFilter.Scrolled(random.Next(1, 101)), Match()] : [Match(), Match()]));

    private List<long> Buckets(long from, long to, int length)
    {
        var offset = random.Next(3) switch
        {
            0 => 0,
            1 => random.Next(24) * 900,
            _ => random.Next(86_400),
        };
        var starts = new List<long> { from };
        for (var at = from - ((from - offset) % length) + length; at < to; at += length)
        {
            starts.Add(at);
        }

        return starts;
    }

    private ScanFilter Filter(int depth)
    {
        var kind = depth == 0 ? 0 : random.Next(7);
        return kind switch
        {
            5 => SomeGoal(),
            6 => new ScanFilter.HasDone(WithoutVisits(Filter(depth - 1))),
            3 => new ScanFilter.And([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(depth - 1))]),
            4 => new ScanFilter.Or([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Filter(depth - 1))]),
            2 => new ScanFilter.Not(Filter(depth - 1)),
            _ => Match(),
        };
    }

    /// <summary>The filter with conditions on events alone.</summary>
    private static ScanFilter WithoutVisits(ScanFilter filter) =>
        filter switch
        {
            ScanFilter.And and => new ScanFilter.And([.. and.Filters.Select(WithoutVisits)]),
            ScanFilter.Or or => new ScanFilter.Or([.. or.Filters.Select(WithoutVisits)]),
            ScanFilter.Not not => new ScanFilter.Not(WithoutVisits(not.Filter)),
            ScanFilter.Goal goal => new ScanFilter.Goal(WithoutVisits(goal.Filter)),
            ScanFilter.HasDone done => done.Filter,
            ScanFilter.Match { Dimension.IsOfEvent: false } match => match with { Dimension = Page },
            _ => filter,
        };

    private ScanFilter.Match Match()
    {
        var dimension = Dimensions[random.Next(Dimensions.Length)];
        var values = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Values[random.Next(Values.Length)]).ToHashSet();
        return new(dimension, values.Contains, string.Join(',', values.Select(value => value ?? "absent").Order(StringComparer.Ordinal)));
    }
}

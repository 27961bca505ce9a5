using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Questions that select few of the visits of segments whose dictionaries are large.</summary>
public sealed class FewVisitsTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Days = 3;
    private const int VisitsOfDay = 400;
    private const int CountryShare = 40;

    private static readonly ScanDimension Country = ScanDimension.Of(VisitDimension.Country);
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_answer_is_that_of_the_definitions_whatever_was_asked_before(int seed)
    {
        var random = new Random(seed);
        var (events, scanner) = Site(random);
        var naive = new NaiveScanner(events);
        for (var i = 0; i < 60; i++)
        {
            var request = Request(random);
            await ScanComparison.AssertEqualAsync(naive, scanner, request, $"seed {seed}, request {i}");
            if (i % 20 == 19)
            {
                scanner.ForgetTexts();
            }
        }
    }

    [Fact]
    public async Task Only_the_texts_of_selected_rows_get_numbers()
    {
        var (events, scanner) = Site(new(4));
        var wanted = events.Where(e => e.Visit![VisitDimension.Country] == "C1").Select(e => e.Page).ToHashSet();

        await scanner.ScanAsync(ByPage("C1", [Start]), TestContext.Current.CancellationToken);
        var few = scanner.Texts.Of(Page).Count;
        await scanner.ScanAsync(ByPage(null, [Start]), TestContext.Current.CancellationToken);

        Assert.Equal(wanted.Count, few);
        Assert.Equal(events.Select(e => e.Page).Distinct().Count(), scanner.Texts.Of(Page).Count);
    }

    /// <summary>Visits of one to three pages among a thousand; each country has a fortieth of them.</summary>
    private static (List<NaiveEvent> Events, SegmentedScanner Scanner) Site(Random random)
    {
        var scanner = new SegmentedScanner(random, 1 << 24);
        var all = new List<NaiveEvent>();
        for (var day = 0; day < Days; day++)
        {
            var start = Start + (day * 86_400L);
            var events = new List<NaiveEvent>();
            for (var i = 0; i < VisitsOfDay; i++)
            {
                // A third of the visitors has lasting ids (lowest bit set).
                var visitor = Core.Hashing.XxHash64.Mix((ulong)(i % 3 == 0 ? i : i + (day * VisitsOfDay))) & ~1UL | (i % 3 == 0 ? 1UL : 0);
                var dimensions = new Dictionary<VisitDimension, string> { [VisitDimension.Country] = $"C{i % CountryShare}" };
                var second = start + 7_200 + random.Next(70_000);
                for (var n = random.Next(1, 4); n > 0; n--)
                {
                    events.Add(new("site.example", second, visitor, "pageview", $"/{random.Next(1_000)}", "site.example", dimensions));
                    second += random.Next(1, 600);
                }
            }

            scanner.Add(NaiveRollups.Of(new(RollupTier.Day, start), events), bits: day % 2);
            all.AddRange(events);
        }

        return ([.. all.OrderBy(e => e.Second)], scanner);
    }

    private static ScanRequest Request(Random random)
    {
        long[] buckets = random.Next(3) == 0 ? [Start] : [.. Enumerable.Range(0, Days).Select(day => Start + (day * 86_400L))];
        return ByPage(random.Next(6) == 0 ? null : $"C{random.Next(CountryShare)}", buckets) with
        {
            Needs =
                ScanNeeds.Visitors
                | (random.Next(2) == 0 ? ScanNeeds.Visits : ScanNeeds.None)
                | (random.Next(3) > 0 ? ScanNeeds.Events : ScanNeeds.None),
            Dimensions = random.Next(5) == 0 ? [Page, Country] : [Page],
        };
    }

    private static ScanRequest ByPage(string? country, long[] buckets) =>
        new(
            "site.example",
            Start,
            Start + (Days * 86_400),
            buckets,
            false,
            [Page],
            country is null ? null : new ScanFilter.Match(Country, text => text == country, country),
            ScanNeeds.Visitors | ScanNeeds.Events
        );
}

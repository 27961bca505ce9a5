using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A large day that grows is read slice by slice, and has the same rows as if it was read at once.</summary>
public sealed class DayMergeTests
{
    private const long Start = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const int Hour = 3_600;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task A_day_that_is_merged_in_slices_has_the_rows_of_one_that_is_merged_at_once(int seed, bool hasManyNames)
    {
        var random = new Random(seed);
        var pipeline = new Pipeline(
            DateTimeOffset.FromUnixTimeSeconds(Start + (4 * Hour)),
            partitions: 1,
            Pipeline.ByHours with
            {
                SegmentEvents = 40,
            }
        );

        // The first hour has more segments than the day has slices, the second has fewer, and the third is one row.
        List<NaiveEvent> stored =
        [
            .. GeneratedTraffic.Events(seed, Start, Hour, hasManyNames ? 500 : 400),
            .. GeneratedTraffic.Events(seed + 10, Start + Hour, Hour, hasManyNames ? 500 : 40),
            .. GeneratedTraffic.Events(seed + 20, Start + (2 * Hour), Hour, 8),
        ];
        List<NaiveEvent> live =
        [
            .. GeneratedTraffic.Events(seed + 30, Start, Hour, 30),
            .. GeneratedTraffic.Events(seed + 40, Start + (3 * Hour), Hour, 60),
        ];
        if (hasManyNames)
        {
            // Not too many for an hour, but for the day and for a slice.
            stored = [.. stored.Select(Named)];
            live = [.. live.Select(Named)];
        }

        await SendAsync(stored);
        await pipeline.RollUpAsync(openHoursToo: true);
        await SendAsync([.. live, .. stored.Where(_ => random.Next(8) == 0)]);
        var (sliced, whole) = (Scanner(slicedFrom: 100), Scanner(slicedFrom: int.MaxValue));
        await CompareAsync("after it was read");

        await SendAsync([.. live.Concat(stored).Where(_ => random.Next(20) == 0)]);
        await CompareAsync("after it grew");

        async Task SendAsync(List<NaiveEvent> events)
        {
            var writer = new EventSegmentWriter();
            foreach (var e in events)
            {
                // What comes again has mostly another visitor, who may be in another slice.
                var visitor = random.Next(3) == 0 ? events[random.Next(events.Count)].Visitor : e.Visitor;
                Pipeline.Write(writer, e with { Visitor = visitor }, id: $"{e.Second} {e.Visitor}");
            }

            await pipeline.AppendAsync(0, writer);
            await pipeline.AggregateAsync();
        }

        async Task CompareAsync(string because)
        {
            var requests = new RandomRequests(new(seed));
            for (var i = 0; i < 12; i++)
            {
                await ScanComparison.AssertEqualAsync(whole, sliced, requests.Next(Start, Start + (24 * Hour)), because);
            }

            var needs = ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.Traffic;
            var all = new ScanRequest("site.example", Start, Start + (24 * Hour), [Start], false, [], null, needs);
            await ScanComparison.AssertEqualAsync(whole, sliced, all, because);
            foreach (
                var dimension in (ScanDimension[])[ScanDimension.Of(Core.Dimensions.EventDimension.Name), ScanDimension.OfProperty("key7")]
            )
            {
                var byName = all with { Dimensions = [dimension], Needs = ScanNeeds.Visitors | ScanNeeds.Events };
                await ScanComparison.AssertEqualAsync(whole, sliced, byName, because);
            }
        }

        RollupScanner Scanner(int slicedFrom) =>
            new(pipeline.Tables, pipeline.Sites, 1)
            {
                Limits = new() { SlicedFrom = slicedFrom, SliceBits = hasManyNames ? 1 : 3 },
            };
    }

    private static NaiveEvent Named(NaiveEvent e, int i)
    {
        var number = (i % 700) + (e.Second < Start + Hour ? 0 : 600);
        return e with
        {
            Name = $"name{number}",
            Props = new Dictionary<string, string> { [$"key{number}"] = "x" },
        };
    }
}

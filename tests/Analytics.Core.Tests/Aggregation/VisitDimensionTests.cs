using System.Buffers;
using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Aggregation;

/// <summary>Every visit dimension passes every stage, so that adding one is adding its entry.</summary>
public sealed class VisitDimensionTests
{
    private const string Site = "site.example";

    public static TheoryData<VisitDimension> All => [.. Enum.GetValues<VisitDimension>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_dimension_is_counted_live_and_rolled_up(VisitDimension dimension)
    {
        var start = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
        var pipeline = new Pipeline(start, partitions: 1);
        var writer = new EventSegmentWriter();
        foreach (var visitor in (ulong[])[2, 4, 6])
        {
            writer.BeginEvent(start.ToUnixTimeMilliseconds(), visitor, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, "pageview"u8);
            writer.Set(EventField.Url, "https://site.example/"u8);
            writer.AddOverride((int)VisitDimension.Channel, default);
            writer.Set(dimension, visitor == 6 ? default : "some"u8);
            writer.EndEvent();
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        var live = await LinesAsync(pipeline, dimension, start);
        pipeline.Clock.Advance(TimeSpan.FromDays(40));
        await pipeline.RollUpAsync();
        await pipeline.RollUpAsync();
        await pipeline.PruneAsync();
        Assert.Equal([": 1", "some: 2"], live);
        Assert.Equal(live, await LinesAsync(pipeline, dimension, start));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_dimension_of_an_event_is_not_set_on_events_that_are_aggregated_later(VisitDimension dimension)
    {
        var start = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
        var pipeline = new Pipeline(start, partitions: 1);
        foreach (var (site, text) in ((string, string)[])[("first.example", "some"), (Site, "")])
        {
            var writer = new EventSegmentWriter();
            for (var visitor = 2UL; visitor < 40; visitor += 2)
            {
                writer.BeginEvent(start.ToUnixTimeMilliseconds(), visitor, 0, EventFlags.ClientTimestamp);
                writer.Set(EventField.Site, Encoding.UTF8.GetBytes(site));
                writer.Set(EventField.Name, "pageview"u8);
                writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{site}/"));
                if (text.Length > 0)
                {
                    writer.AddOverride((int)dimension, Encoding.UTF8.GetBytes(text));
                }

                writer.EndEvent();
            }

            await pipeline.AppendAsync(0, writer);
            await pipeline.AggregateAsync();
        }

        Assert.DoesNotContain(await LinesAsync(pipeline, dimension, start), line => line.Contains("some", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_are_consecutive_and_have_room_in_stored_rows()
    {
        var numbers = Enum.GetValues<VisitDimension>().Select(dimension => (int)dimension).ToList();

        Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
        Assert.InRange(numbers.Count, 1, RollupDraft.MaxDimensions);
    }

    [Fact]
    public void Every_dimension_can_be_asked_for_by_name() =>
        Assert.All(
            Enum.GetValues<VisitDimension>(),
            dimension =>
                Assert.Contains(
                    DimensionTable.Names(withTime: false).Split(", "),
                    name => DimensionTable.Find(name)?.Stored is { IsOfVisit: true } stored && stored.Code == (byte)dimension
                )
        );

    [Fact]
    public void A_dimension_that_a_release_does_not_know_yet_is_skipped()
    {
        var writer = new EventSegmentWriter();
        writer.BeginEvent(1000, 2, 0, EventFlags.None);
        writer.Set(EventField.Site, "site.example"u8);
        writer.Set(EventField.Name, "pageview"u8);
        writer.AddOverride(RollupDraft.Dimensions, "some"u8);
        writer.EndEvent();
        writer.BeginEvent(1000, 4, 0, EventFlags.None);
        writer.Set(EventField.Site, "site.example"u8);
        writer.Set(EventField.Name, "second"u8);
        writer.EndEvent();
        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        var assembler = new Core.Aggregation.BatchAssembler();
        assembler.Add(buffer.WrittenSpan);
        Assert.Equal(2, assembler.EventCount);
    }

    private static async Task<IEnumerable<string>> LinesAsync(Pipeline pipeline, VisitDimension dimension, DateTimeOffset day)
    {
        var from = day.AddHours(-10).ToUnixTimeSeconds();
        var request = new ScanRequest(
            Site,
            from,
            from + RollupPeriod.Day,
            [from],
            false,
            [ScanDimension.Of(dimension)],
            null,
            ScanNeeds.Visits
        );
        var result = await pipeline.Scanner.ScanAsync(request, Token);
        return result.Groups.Select(group => $"{group.Values[0]}: {group[ScanCounter.Visits]}").Order(StringComparer.Ordinal);
    }
}

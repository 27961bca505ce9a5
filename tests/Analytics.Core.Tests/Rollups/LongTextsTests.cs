using System.Globalization;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.Rollups;

/// <summary>
/// Events with long texts, which anybody can send, are merged in as many segments as their bytes need, and a growing day is read of as
/// many visitors as its memory allows.
/// </summary>
public sealed class LongTextsTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 2, 0, TimeSpan.Zero);
    private static readonly long Ten = new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly RollupPeriod Day = RollupPeriod.Of(RollupTier.Day, Ten);

    private readonly List<NaiveEvent> _sent = [];

    [Fact]
    public async Task They_are_merged_in_segments_and_stay_in_as_many()
    {
        var pipeline = new Pipeline(Now, partitions: 1, Pipeline.ByHours with { SegmentBytes = 20_000 });
        await SendAsync(pipeline, Ten, 300, textLength: 1_000);
        await pipeline.RollUpAsync();
        Assert.Equal(16, (await pipeline.RowsAsync(Site, RollupPeriod.Of(RollupTier.Hour, Ten))).Count);
        pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await pipeline.BuildStaleAsync();
        Assert.Equal(16, (await pipeline.RowsAsync(Site, Day)).Count);
        for (var late = 0; late < 3; late++)
        {
            await SendAsync(pipeline, Ten, 3, textLength: 10);
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();

            Assert.Equal(16, (await pipeline.RowsAsync(Site, Day)).Count);
            await ScanComparison.AssertEqualAsync(new NaiveScanner(_sent), pipeline.Scanner, Request(), $"late {late}");
        }
    }

    [Fact]
    public async Task Segments_of_a_day_fit_a_row_each()
    {
        var pipeline = new Pipeline(Now, partitions: 1, Pipeline.ByHours with { RowEvents = 100 });
        await SendAsync(pipeline, Ten - 3_600, 250, textLength: 20_000);
        await SendAsync(pipeline, Ten, 250, textLength: 20_000);
        await pipeline.RollUpAsync();
        pipeline.Clock.Advance(TimeSpan.FromDays(1));

        await pipeline.BuildStaleAsync();

        var stored = await new RollupTable(pipeline.Tables).ReadAsync(Site, Day, TestContext.Current.CancellationToken);
        var segments = stored!.Value.Rollup.Segments!;
        Assert.Equal(1, segments.Bits);
        Assert.All(segments.Entries, segment => Assert.Equal(0, segment.Chunks));
    }

    [Fact]
    public async Task Usual_ones_stay_in_one_row()
    {
        var pipeline = new Pipeline(Now, partitions: 1, Pipeline.ByHours with { SegmentBytes = 20_000 });
        await SendAsync(pipeline, Ten, 300, textLength: 10);
        await pipeline.RollUpAsync();

        Assert.Single(await pipeline.RowsAsync(Site, RollupPeriod.Of(RollupTier.Hour, Ten)));
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public async Task A_growing_day_is_read_of_as_many_visitors_as_memory_allows(int textLength, bool isRolledUp)
    {
        var pipeline = new Pipeline(Now, partitions: 1, Pipeline.ByHours with { SegmentBytes = 20_000 });
        await SendAsync(pipeline, Ten, 300, textLength);
        if (isRolledUp)
        {
            await pipeline.RollUpAsync(openHoursToo: true);
            await SendAsync(pipeline, Ten, 1, textLength);
        }

        var limits = new OpenDayLimits { MaxWeight = 300_000 };
        var scanner = new RollupScanner(pipeline.Tables, pipeline.Sites, 1, clock: pipeline.Clock) { Limits = limits };
        var result = await scanner.ScanAsync(Request(), TestContext.Current.CancellationToken);

        Assert.InRange(result.SampledFraction, textLength > 100 ? 0.2 : 1, textLength > 100 ? 0.6 : 1);
        Assert.InRange(Assert.Single(result.Groups)[ScanCounter.Events], 200, 400);
    }

    private static ScanRequest Request() =>
        new(Site, Day.Start, Day.End, [Day.Start], false, [], null, ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events);

    private async Task SendAsync(Pipeline pipeline, long from, int count, int textLength)
    {
        var events = Enumerable
            .Range(_sent.Count, count)
            .Select(i => new NaiveEvent(
                Site,
                from + (i % 3_000),
                XxHash64.Mix((ulong)i + 1) & ~1UL,
                Props: new Dictionary<string, string> { ["text"] = Text(i, textLength) }
            ))
            .ToList();
        _sent.AddRange(events);
        foreach (var message in events.Chunk(800_000 / textLength))
        {
            await pipeline.SendAsync(message);
        }

        await pipeline.AggregateAsync();
    }

    // Of digits that compress little.
    private static string Text(int seed, int length) =>
        string.Concat(
            Enumerable
                .Range(0, (length / 16) + 1)
                .Select(i => XxHash64.Mix(((ulong)seed * 1_000) + (ulong)i).ToString("x16", CultureInfo.InvariantCulture))
        )[..length];
}

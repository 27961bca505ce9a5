using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Live;

public sealed class LiveBlockTests
{
    private const string Site = "site.example";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_cut_block_gives_the_same_rows_of_any_visitors(int seed)
    {
        var random = new Random(seed);
        var block = Block(random, events: seed * 60);
        var cut = block.CutByVisitors();

        var ranges = Enumerable.Range(0, 12).SelectMany(bits => Enumerable.Range(0, 8).Select(_ => Prefix(random, bits)));
        foreach (var range in ranges.Concat(Enumerable.Range(0, 20).Select(_ => AnyRange(random))))
        {
            Assert.Equal(Rows(block, range), Rows(cut, range));
        }
    }

    [Fact]
    public void Each_segment_finds_its_own_rows_alone()
    {
        var block = Block(new Random(7), events: 8192);
        var places = block.CutByVisitors().Places!;

        var found = Enumerable.Range(0, 64).Select(prefix => places.Of(VisitorRange.OfPrefix(6, prefix)).Length);

        Assert.Equal(8192, found.Sum());
    }

    [Fact]
    public async Task A_block_in_memory_is_cut_once_for_all_segments_and_not_at_all_for_the_whole()
    {
        var block = Block(new Random(7), events: 100);
        var part = new LoadedPart(block);

        var halves = new List<IRollupPart>();
        for (var prefix = 0; prefix < 2; prefix++)
        {
            halves.AddRange(await part.LoadAsync(VisitorRange.OfPrefix(1, prefix), TestContext.Current.CancellationToken));
        }

        Assert.Same(halves[0], halves[1]);
        Assert.NotNull(Assert.IsType<LiveBlock>(halves[0]).Places);
        Assert.Same(block, Assert.Single(await part.LoadAsync(VisitorRange.All, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Of_a_row_only_the_blocks_of_the_hours_that_are_asked_for_are_read()
    {
        var writer = new LiveRowWriter();
        var hours = Enumerable.Range(0, 6).Select(hour => RandomRollups.Hour.Start + (hour * (long)RollupPeriod.Hour)).ToList();
        foreach (var (hour, site) in hours.SelectMany(hour => new[] { (hour, Site), (hour, "other.example") }))
        {
            writer.Add(site, hour, new RollupDraft(new TextPool()), [new(1, TotalsMetric.Filtered, 1)], 1);
        }

        var parts = LiveRow.ReadHours(Row(writer.ToArray()), Site, new HashSet<long> { hours[1], hours[4], hours[5] + RollupPeriod.Hour });

        Assert.Equal([hours[1], hours[4]], parts.Select(part => part.Period.Start));
    }

    private static VisitorRange Prefix(Random random, int bits) => VisitorRange.OfPrefix(bits, random.Next(1 << bits));

    private static VisitorRange AnyRange(Random random)
    {
        var (a, b) = ((ulong)random.NextInt64() * 2, (ulong)random.NextInt64() * 2);
        return new(Math.Min(a, b), Math.Max(a, b));
    }

    /// <summary>A block of batches after each other, so that visitors, times and dimensions go to and fro.</summary>
    private static LiveBlock Block(Random random, int events)
    {
        var draft = new RollupDraft(new TextPool());
        foreach (var batch in RandomRollups.Events(random, events, visitors: 200, keys: true).Chunk(5))
        {
            IRollupPart part = RandomRollups.Part(batch, dimensions: random.Next(3));
            part.AddTo(draft, 0, VisitorRange.All);
        }

        var writer = new LiveRowWriter();
        writer.Clear();
        writer.Add(Site, RandomRollups.Hour.Start, draft, [new(12, TotalsMetric.Filtered, 3)], 1);
        return Assert.IsType<LiveBlock>(Assert.Single(LiveRow.ReadBlocks(Row(writer.ToArray()), Site)).Part);
    }

    private static TableRow Row(byte[] body) =>
        new(LiveRow.PartitionKey(0), LiveRow.RowKey(0, 1), LiveRow.Head(new(1, 9), DateTimeOffset.UnixEpoch, body.Length), body, "1");

    private static (string Head, string Body) Rows(LiveBlock block, VisitorRange visitors)
    {
        var rows = new RollupMerger().Merge(RandomRollups.Hour, [block], new MergeRules { Visitors = visitors });
        var encoded = new RollupEncoder().Encode(rows, compress: false);
        return (Convert.ToHexString(encoded.Head.Span), Convert.ToHexString(encoded.Body.Span));
    }
}

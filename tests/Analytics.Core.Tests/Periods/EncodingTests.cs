using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups.Segments;

namespace Analytics.Core.Tests.Periods;

public sealed class EncodingTests
{
    /// <summary>Visit dimensions of the releases that wrote the first files.</summary>
    private const int FirstDimensions = 16;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 17)]
    [InlineData(4, 900)]
    [InlineData(5, 4000)]
    public void What_was_encoded_is_decoded_again(int seed, int events)
    {
        var rollup = RandomRollups.Part(RandomRollups.Events(new Random(seed), events, Math.Max(1, events / 4), keys: true));
        foreach (var compress in (bool[])[false, true])
        {
            var encoded = new RollupEncoder().Encode(rollup, compress);
            Assert.Equal(RollupText.Of(rollup), RollupText.Of(RollupDecoder.Decode(encoded.Head, encoded.Body)));
        }
    }

    [Fact]
    public void The_head_alone_tells_period_counts_and_totals()
    {
        var rollup = RandomRollups.Part(RandomRollups.Events(new Random(3), 200, 20));
        var head = RollupDecoder.DecodeHead(new RollupEncoder().Encode(rollup, true).Head);
        Assert.Equal(
            (rollup.Period, rollup.VisitorCount, rollup.VisitCount, rollup.EventCount),
            (head.Period, head.VisitorCount, head.VisitCount, head.EventCount)
        );
        Assert.Equal(rollup.Totals.Sum(TotalsMetric.Events), head.Totals.Sum(TotalsMetric.Events));
    }

    [Fact]
    public void Any_damaged_byte_is_noticed()
    {
        var rollup = RandomRollups.Part(RandomRollups.Events(new Random(9), 60, 10));
        var encoded = new RollupEncoder().Encode(rollup, true);
        foreach (var part in (ReadOnlyMemory<byte>[])[encoded.Head, encoded.Body])
        {
            for (var i = 0; i < part.Length; i++)
            {
                var damaged = part.ToArray();
                damaged[i] ^= 0x10;
                Assert.Throws<InvalidDataException>(() =>
                    part.Equals(encoded.Head) ? RollupDecoder.Decode(damaged, encoded.Body) : RollupDecoder.Decode(encoded.Head, damaged)
                );
            }
        }
    }

    [Fact]
    public void Version_1_as_it_was_first_written_can_still_be_read()
    {
        // Its heads had visits, which are not counted there any more, and it had neither yesterday's ids nor sums of revenue in 128 bits.
        var rollup = RandomRollups.Part(RandomRollups.Events(new Random(20_150_517), 120, 20, keys: true), dimensions: FirstDimensions);
        var stored = Stored("rollup-v1.bin");
        Assert.Equal(WithoutOtherIds(RollupText.Rows(rollup)), WithoutOtherIds(RollupText.Rows(stored)));
        Assert.Equal(rollup.Totals.Sum(TotalsMetric.Events), stored.Totals.Sum(TotalsMetric.Events));
    }

    [Theory]
    [InlineData("rollup-v2.bin", FirstDimensions)]
    [InlineData("rollup-v2-platform.bin", 18)]
    public void Version_2_as_it_was_first_written_can_still_be_read(string file, int dimensions)
    {
        var rollup = RandomRollups.Part(RandomRollups.Events(new Random(20_150_517), 120, 20, keys: true), dimensions: dimensions);
        var stored = Stored(file);
        Assert.Equal(RollupText.Of(rollup), RollupText.Of(stored));
        Assert.Equal(RollupText.Of(stored), RollupText.Of(WrittenAndRead(stored)));
    }

    [Fact]
    public async Task A_manifest_and_a_segment_as_they_were_first_written_can_still_be_read()
    {
        var part = RandomRollups.Part(RandomRollups.Events(new Random(20_150_517), 120, 20, keys: true), dimensions: FirstDimensions);
        var stored = Stored("manifest-v3.bin");
        Assert.Equal(RollupText.Sums(part), RollupText.Sums(stored));
        Assert.Equal(RollupText.Sums(stored), RollupText.Sums(WrittenAndRead(stored)));

        var memory = new SegmentMemory();
        var built = await new PeriodBuilder(new() { SegmentEvents = 40 }).BuildAsync(
            RandomRollups.Hour,
            [new LoadedPart(part)],
            included => included,
            UntimedIds.None,
            memory,
            TestContext.Current.CancellationToken
        );
        var segment = memory.Of(built.Head).First();
        var content = await File.ReadAllBytesAsync(
            Path.Combine(AppContext.BaseDirectory, "Periods", "segment-v3.bin"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            RollupText.Rows(RollupDecoder.Decode(segment.Rows.Head, segment.Rows.Body)),
            RollupText.Rows(EncodedSegment.OpenContent(content))
        );
    }

    [Theory]
    [InlineData("day-v2-ids.bin", 2048, true)]
    [InlineData("day-v2-hours.bin", 0, false)]
    public async Task A_day_that_tells_its_hours_can_still_be_read_as_it_was_first_written(string file, int smallDayEvents, bool hasIds)
    {
        var day = RollupPeriod.Of(RollupTier.Day, RandomRollups.Hour.Start);
        List<IPartSource> hours =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => new LoadedPart(
                    RandomRollups.Part(
                        RandomRollups.Events(new Random(20_150_517 + i), 40, 10, keys: true),
                        partition: i,
                        dimensions: 18,
                        hour: new(RollupTier.Hour, day.Start + (i * 7200))
                    )
                )),
        ];
        var built = await new PeriodBuilder(new() { SmallDayEvents = smallDayEvents }).BuildAsync(
            day,
            hours,
            sums => sums,
            UntimedIds.None,
            new SegmentMemory(),
            TestContext.Current.CancellationToken
        );
        var stored = Stored(file);
        foreach (var read in (Rollup[])[stored, WrittenAndRead(built.Head, summarise: true)])
        {
            Assert.Equal(RollupText.Of(built.Head), RollupText.Of(read));
            Assert.Equal((hasIds, 0b10101u), (read.HasIds, read.Hours!.Hours.Bits));
            Assert.Equal(hasIds, ((IRollupPart)read).Keys().Any());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stored_facts_of_visits_are_those_that_the_events_tell(bool onlyPageviews)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var events = RandomRollups.Events(new Random(seed), 200, 30);
            var rollup = RandomRollups.Part(onlyPageviews ? [.. events.Select(e => e with { Variant = 1 })] : events);
            var encoded = new RollupEncoder().Encode(rollup, compress: true, summarise: true);
            var (derived, stored) = (
                VisitSummary.Of(rollup.Columns),
                RollupDecoder.Decode(encoded.Head, encoded.Body).Columns.StoredSummary!.Value
            );
            Assert.Equal(derived.FirstSeconds, stored.FirstSeconds);
            Assert.Equal(derived.Spans, stored.Spans);
            Assert.Equal(derived.Starts, stored.Starts);
            Assert.Equal(derived.Ends, stored.Ends);
            Assert.Equal(derived.Events, stored.Events);
            Assert.Equal(derived.Pageviews, stored.Pageviews);
            Assert.Equal(derived.Counting, stored.Counting);
            Assert.Equal(onlyPageviews, stored.Pageviews is null);
        }
    }

    private static Rollup WrittenAndRead(Rollup rollup, bool summarise = false)
    {
        var encoded = new RollupEncoder().Encode(rollup, compress: false, summarise);
        return RollupDecoder.Decode(encoded.Head, encoded.Body);
    }

    private static Rollup Stored(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Periods", file));
        var headLength = BitConverter.ToInt32(bytes);
        return RollupDecoder.Decode(bytes.AsMemory(4, headLength), bytes.AsMemory(4 + headLength));
    }

    private static string WithoutOtherIds(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Select(line =>
                    line.StartsWith("visitor ", StringComparison.Ordinal)
                        ? line[..(line.IndexOf(']', StringComparison.Ordinal) + 1)]
                        : line
                )
        );
}

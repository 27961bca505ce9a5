using Analytics.Core.Dimensions;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

/// <summary>No regular expression takes the processors from other questions.</summary>
public sealed class PatternTestTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_text_that_takes_too_long_is_refused_with_the_pattern()
    {
        var test = new PatternTest([".*a.{900}b"], caseSensitive: true, Short);

        var refused = Assert.Throws<QueryException>(() => test.IsMatch(new('a', 1_000_000)));

        Assert.Contains("'.*a.{900}b'. Write it without repetitions", refused.Message, StringComparison.Ordinal);
        Assert.Contains("more than 0.02 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_texts_that_take_too_long_together_are_refused()
    {
        var test = new PatternTest(["x", "a.{300}b"], caseSensitive: true, TimeSpan.FromMilliseconds(200));

        Assert.Throws<QueryException>(() => Enumerable.Range(0, 10_000_000).Count(i => test.IsMatch($"{i}{new string('a', 500)}")));
    }

    [Fact]
    public void Others_match_as_ever()
    {
        var test = new PatternTest(["^/blog/\\d+$", "SHOP"], caseSensitive: false, PatternTest.MaxTime);

        Assert.Equal([true, true, false], new[] { "/blog/12", "/shop/a", "/blog/x" }.Select(test.IsMatch));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(65_536, false)]
    [InlineData(65_536, true)]
    public async Task The_refusal_reaches_who_asked(int segmentEvents, bool isGrowing)
    {
        var now = new DateTimeOffset(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);
        var day = now.AddHours(isGrowing ? -2 : -36);
        var pipeline = new Pipeline(now, partitions: 1, new() { SegmentEvents = segmentEvents });
        await pipeline.SendAsync([
            .. Enumerable
                .Range(0, 1000)
                .Select(i => new NaiveEvent(
                    "site.example",
                    day.ToUnixTimeSeconds() + i,
                    ((ulong)i + 1) * 0x9E37_79B9_7F4A_7C15,
                    Page: $"/{i}"
                )),
        ]);
        await pipeline.AggregateAsync();
        if (!isGrowing)
        {
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();
        }

        var scanner = new RollupScanner(pipeline.Tables, pipeline.Sites, 1, clock: pipeline.Clock) { Limits = new() { SlicedFrom = 500 } };
        var from = new DateTimeOffset(day.Date, TimeSpan.Zero).ToUnixTimeSeconds();
        var filter = new ScanFilter.Match(ScanDimension.Of(EventDimension.Page), static _ => throw new QueryException("slow"), "pattern");
        var request = new ScanRequest("site.example", from, from + 86_400, [from], false, [], filter, ScanNeeds.Events);

        await Assert.ThrowsAsync<QueryException>(async () => await scanner.ScanAsync(request, TestContext.Current.CancellationToken));
    }
}

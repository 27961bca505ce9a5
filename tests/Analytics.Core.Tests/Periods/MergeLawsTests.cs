using Analytics.Core.Periods;

namespace Analytics.Core.Tests.Periods;

public sealed class MergeLawsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merging_is_independent_of_order_and_grouping(int seed)
    {
        var random = new Random(seed);
        var parts = Split(RandomRollups.Events(random, random.Next(1, 400), random.Next(1, 60)), random);
        var all = Merge([.. parts]);
        Assert.Equal(RollupText.Of(all), RollupText.Of(Merge([.. parts.OrderBy(_ => random.Next())])));
        while (parts.Count > 1)
        {
            var (i, j) = (random.Next(parts.Count), random.Next(parts.Count));
            if (i != j)
            {
                parts[i] = Merge([parts[i], parts[j]]);
                parts.RemoveAt(j);
            }
        }

        Assert.Equal(RollupText.Of(all), RollupText.Of(Merge([parts[0]])));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Events_of_one_instant_get_the_same_order_from_whatever_parts_they_come(int seed)
    {
        // Clients that send whole seconds, or several events at once.
        var random = new Random(seed);
        var events = RandomRollups.Events(random, 200, 10).ConvertAll(e => e with { Second = e.Second % 30, Millisecond = 0 });
        var parts = Split(events, random);
        Assert.Equal(RollupText.Of(RandomRollups.Part(events)), RollupText.Of(Merge([.. parts.OrderBy(_ => random.Next())])));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void How_events_were_split_into_batches_does_not_matter(int seed)
    {
        var random = new Random(seed);
        var events = RandomRollups.Events(random, 300, 40, keys: true);
        var one = RandomRollups.Part(events);
        Assert.Equal(RollupText.Of(one), RollupText.Of(Merge(Split(events, random))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merging_what_is_included_already_changes_nothing(int seed)
    {
        var random = new Random(seed);
        var parts = Split(RandomRollups.Events(random, 200, 30), random);
        var all = Merge(parts);
        Assert.Equal(RollupText.Of(all), RollupText.Of(Merge([all, .. parts, all])));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_event_with_the_same_key_in_another_part_counts_once(int seed)
    {
        var random = new Random(seed);
        var events = RandomRollups.Events(random, 200, 30, keys: true);
        var again = events.Where(e => e.Key != 0).Select(e => e with { Sequence = e.Sequence + 1000 }).ToList();
        var merged = Merge([RandomRollups.Part(again), RandomRollups.Part(events)]);
        Assert.Equal(RollupText.Rows(RandomRollups.Part(events)), RollupText.Rows(merged));
        Assert.Equal(again.Count, merged.Totals.Sum(TotalsMetric.Duplicates));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_sample_is_the_same_however_its_parts_were_sampled_before(int seed)
    {
        var random = new Random(seed);
        var events = RandomRollups.Events(random, 500, 100);
        var parts = Split(events, random);
        var thresholds = parts.Select(_ => (ulong)random.NextInt64(long.MaxValue / 4, long.MaxValue)).ToList();
        var lowest = new MergeRules { Threshold = thresholds.Min() };
        var want = new RollupMerger().Merge(RandomRollups.Hour, parts, lowest, TestContext.Current.CancellationToken);
        Assert.True(want.SampledFraction < 1);
        var sampled = parts
            .Zip(thresholds)
            .Select(part => new RollupMerger().Merge(RandomRollups.Hour, [part.First], new() { Threshold = part.Second }))
            .ToList();
        var pair = Merge([.. sampled.Skip(1)]);
        var got = Merge([pair, sampled[0]]);
        Assert.Equal(RollupText.Rows(want), RollupText.Rows(got));
        Assert.Equal(want.Threshold, got.Threshold);
    }

    [Fact]
    public void Parts_that_share_some_messages_but_not_all_are_refused()
    {
        var events = RandomRollups.Events(new Random(1), 30, 5);
        var error = Assert.Throws<InvalidOperationException>(() =>
            Merge([RandomRollups.Part(events.GetRange(0, 20)), RandomRollups.Part(events.GetRange(10, 20))])
        );
        Assert.Contains("h|2015-05-17T10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimates_from_samples_stay_within_three_standard_errors_in_99_of_100_trials()
    {
        const int trials = 400;
        var within = 0;
        for (var seed = 0; seed < trials; seed++)
        {
            var random = new Random(seed);
            var visitors = Enumerable
                .Range(0, 2000)
                .Select(_ => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)))
                .Distinct()
                .ToList();
            var events = visitors.Select((visitor, i) => new RandomRollups.Event(visitor, i % 3600, 0, 1, 0, i + 1)).ToList();
            var sample = RandomRollups.Part(events, threshold: visitors.Order().ElementAt(256));
            var estimate = sample.VisitorCount / sample.SampledFraction;
            var error = visitors.Count * Math.Sqrt((1 - sample.SampledFraction) / sample.VisitorCount);
            within += Math.Abs(estimate - visitors.Count) <= 3 * error ? 1 : 0;
        }

        Assert.True(within >= trials * 0.99, $"Only {within} of {trials} estimates were within three standard errors.");
    }

    private static Rollup Merge(IReadOnlyList<Rollup> parts) => new RollupMerger().Merge(RandomRollups.Hour, parts);

    private static List<Rollup> Split(List<RandomRollups.Event> events, Random random)
    {
        var parts = new List<Rollup>();
        for (var at = 0; at < events.Count; )
        {
            var count = Math.Min(random.Next(1, 80), events.Count - at);
            parts.Add(RandomRollups.Part(events.GetRange(at, count)));
            at += count;
        }

        return parts;
    }
}

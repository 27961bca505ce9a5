using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Periods;

/// <summary>
/// Property keys are columns: a hundred thousand of them must not cost a hundred thousand columns. Names of events are codes as pages are.
/// </summary>
public sealed class DistinctLimitsTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 2, 0, TimeSpan.Zero);
    private static readonly long Ten = new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(65_536)]
    [InlineData(400)]
    public async Task Keys_beyond_a_thousand_are_kept_as_other_and_the_first_come_first_and_all_names_stay(int segmentEvents)
    {
        var pipeline = new Pipeline(Now, partitions: 1, new() { SegmentEvents = segmentEvents, SmallColumnBytes = 0 });
        var writer = new EventSegmentWriter();
        for (var i = 0; i < 3000; i++)
        {
            // The plan of the shop's own purchases is older than the flood, and its name sorts behind all others.
            writer.BeginEvent((Ten + 60 + (i % 3000)) * 1000, ((ulong)i + 2) * 0x9E37_79B9_7F4A_7C15, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, Encoding.UTF8.GetBytes($"flood{i}"));
            writer.AddProperty(Encoding.UTF8.GetBytes($"key{i}"), "x"u8);
            writer.AddProperty(Encoding.UTF8.GetBytes($"more{i}"), "x"u8);
            writer.EndEvent();
        }

        foreach (var second in (long[])[0, 3400])
        {
            writer.BeginEvent((Ten + second) * 1000, 1, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, "zz purchase"u8);
            writer.AddProperty("zz plan"u8, "gold"u8);
            writer.EndEvent();
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        Assert.Equal(3002, await pipeline.EventsAsync(Site, Now));
        await pipeline.RollUpAsync();
        pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await pipeline.BuildStaleAsync();
        Assert.Equal(3002, await pipeline.EventsAsync(Site, Now));
        foreach (var tier in (RollupTier[])[RollupTier.Hour, RollupTier.Day])
        {
            var (keys, names, plans) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
            foreach (var rows in await pipeline.RowsAsync(Site, RollupPeriod.Of(tier, Ten)))
            {
                keys.UnionWith(rows.Columns.Properties.Select(property => property.Key));
                var texts = rows.Columns.EventTexts[0].Value.Texts;
                names.UnionWith(Enumerable.Range(0, texts.Count).Select(texts.GetString));
                plans += rows.Columns.Property("zz plan")?.Rows.Length ?? 0;
                Assert.Matches("^(key|more)[0-9]+$", rows.Columns.Property("(other)")!.Values.TextOf(0));
            }

            Assert.Equal((1001, 3001, 2), (keys.Count, names.Count, plans));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_longer_range_has_all_names_and_keys_that_its_days_have(bool isRolledUp)
    {
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var pipeline = new Pipeline(first.AddDays(isRolledUp ? 40 : 31), partitions: 1, Pipeline.ByHours);
        for (var day = 0; day < 6; day++)
        {
            // The first three days have 400 names each, at their midnights too; the last three the shop's own.
            var midnight = first.AddDays(day).ToUnixTimeSeconds();
            await pipeline.SendAsync([
                .. Enumerable
                    .Range(0, 400)
                    .Select(i => new NaiveEvent(
                        Site,
                        midnight + (i < 200 ? i : 86_400 - i),
                        ((ulong)i + 2) * 0x9E37_79B9_7F4A_7C15 | 1,
                        day < 3 ? $"name{day} {i}" : "purchase",
                        Props: new Dictionary<string, string> { [day < 3 ? $"key{day} {i}" : "plan"] = "x" }
                    )),
            ]);
        }

        await pipeline.AggregateAsync();
        if (isRolledUp)
        {
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();
            await pipeline.BuildStaleAsync();
            Assert.Single(await pipeline.RowsAsync(Site, RollupPeriod.Of(RollupTier.Month, first.ToUnixTimeSeconds())));
        }

        foreach (var days in (int[])[5, 6, 31])
        {
            foreach (
                var (dimension, own) in new[]
                {
                    (ScanDimension.Of(EventDimension.Name), "purchase"),
                    (ScanDimension.OfProperty("plan"), "x"),
                }
            )
            {
                var (from, to) = (first.ToUnixTimeSeconds(), first.AddDays(days).ToUnixTimeSeconds());
                var request = new ScanRequest(Site, from, to, [from], false, [dimension], null, ScanNeeds.Events);
                var groups = (await pipeline.Scanner.ScanAsync(request, Token)).Groups;

                Assert.Equal(400 * (Math.Min(days, 6) - 3), Assert.Single(groups, group => group.Values[0] == own)[ScanCounter.Events]);
                Assert.DoesNotContain(groups, group => group.Values[0] == DistinctLimits.Other);
            }
        }
    }
}

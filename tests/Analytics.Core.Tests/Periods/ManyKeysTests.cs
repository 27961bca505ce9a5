using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Periods;

/// <summary>
/// Anybody can send any number of names of events and keys of properties: they take nothing from others, and cost no column each.
/// </summary>
public sealed class ManyKeysTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 2, 0, TimeSpan.Zero);
    private static readonly long Ten = new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(65_536)]
    [InlineData(1_500)]
    public async Task All_names_and_keys_stay_and_a_thousand_keys_have_a_column(int segmentEvents)
    {
        var pipeline = new Pipeline(Now, partitions: 1, new() { SegmentEvents = segmentEvents, SmallColumnBytes = 0 });
        var writer = new EventSegmentWriter();
        for (var i = 0; i < 3000; i++)
        {
            // The plan of the shop's own purchases is younger than the flood, and its name sorts behind all others.
            writer.BeginEvent((Ten + i) * 1000, ((ulong)i + 2) * 0x9E37_79B9_7F4A_7C15, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, Encoding.UTF8.GetBytes($"flood{i}"));
            writer.AddProperty(Encoding.UTF8.GetBytes($"key{i}"), "x"u8);
            writer.AddProperty(Encoding.UTF8.GetBytes($"more{i}"), "x"u8);
            writer.EndEvent();
        }

        foreach (var second in (long[])[3300, 3400])
        {
            writer.BeginEvent((Ten + second) * 1000, 1, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
            writer.Set(EventField.Name, "zz purchase"u8);
            writer.AddProperty("zz plan"u8, "gold"u8);
            writer.EndEvent();
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        await AssertAllCountAsync(pipeline);
        await pipeline.RollUpAsync();
        pipeline.Clock.Advance(TimeSpan.FromDays(1));
        await pipeline.BuildStaleAsync();
        await AssertAllCountAsync(pipeline);
        foreach (var tier in (RollupTier[])[RollupTier.Hour, RollupTier.Day])
        {
            var (keys, names, plans) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
            foreach (var rows in await pipeline.RowsAsync(Site, RollupPeriod.Of(tier, Ten)))
            {
                Assert.InRange(rows.Columns.Properties.Common.Count, 1, PropertyColumns.MaxCommon);
                keys.UnionWith(RollupText.Keys(rows.Columns.Properties));
                var texts = rows.Columns.EventTexts[0].Value.Texts;
                names.UnionWith(Enumerable.Range(0, texts.Count).Select(texts.GetString));
                plans += rows.Columns.Properties.Of("zz plan")?.Rows.Length ?? 0;
            }

            Assert.Equal((6001, 3001, 2), (keys.Count, names.Count, plans));
        }
    }

    [Fact]
    public void Properties_of_an_event_come_in_order_of_their_keys_wherever_they_are_stored()
    {
        var rows = RandomRollups.Part(RandomRollups.Events(new Random(4), 1500, 50), rareKeys: 3);
        var draft = new RollupDraft(new());

        RollupUnpacker.AddTo(draft, rows, 0, VisitorRange.All);

        Assert.Equal(1500, draft.OptionalValues.Count);
        foreach (var optional in draft.OptionalValues)
        {
            var keys = draft
                .Properties.GetRange(optional.PropertiesAt, optional.PropertyCount)
                .ConvertAll(one => draft.Pool.GetString(one.Key));
            Assert.InRange(keys.Count, 3, 5);
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        }
    }

    private static async Task AssertAllCountAsync(Pipeline pipeline)
    {
        Assert.Equal(3002, await pipeline.EventsAsync(Site, Now));
        foreach (var (key, value, events) in new[] { ("zz plan", "gold", 2), ("key0", "x", 1), ("more2999", "x", 1) })
        {
            var (from, to) = (Ten - 36_000, Ten + 50_400);
            var dimension = ScanDimension.OfProperty(key);
            var request = new ScanRequest(Site, from, to, [from], false, [dimension], null, ScanNeeds.Events);
            var scanner = new RollupScanner(pipeline.Tables, pipeline.Sites, 1, clock: pipeline.Clock);
            var groups = (await scanner.ScanAsync(request, Token)).Groups;

            Assert.Equal(events, Assert.Single(groups, group => group.Values[0] == value)[ScanCounter.Events]);
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
            }
        }
    }
}

using Analytics.Azure.Tests.Tables;
using Analytics.Core.EventLog;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Rollups;

/// <summary>Retention of large days over the storage emulator: their segments and the shards of their event ids go with them.</summary>
public sealed class AzuriteRetentionTests(AzuriteServer azurite) : IAsyncDisposable
{
    private const string Site = "site.example";
    private const string FirstDay = "2026-03-30";
    private static readonly DateTimeOffset Start = new(2026, 3, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupOptions InSegments = new()
    {
        SmallDayEvents = 0,
        SegmentEvents = 6,
        SmallColumnBytes = 0,
    };
    private readonly PrefixedTables _tables = new(azurite.Tables, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Fact]
    public async Task A_day_goes_with_its_segments_and_the_shards_of_its_ids()
    {
        var pipeline = await AgedAsync();
        await CopyAsync(pipeline.Tables);
        var before = await KeysAsync();
        Assert.Contains(before, key => key.StartsWith($"p|d|{FirstDay}|i", StringComparison.Ordinal));
        Assert.Contains(
            before,
            key => key.StartsWith($"p|d|{FirstDay}|", StringComparison.Ordinal) && !key.Contains("|i", StringComparison.Ordinal)
        );
        var sites = new SiteRegistry(_tables, pipeline.Clock);
        var days = (int)(pipeline.Clock.Now.AddHours(-26) - Start.AddDays(1)).TotalDays;
        await sites.CreateAsync(new(Site, "Etc/UTC", Start) { RetentionDays = days }, Stop);

        Assert.True(
            await new RollupRetention(_tables, sites, new(_tables, pipeline.Clock), pipeline.Clock, InSegments).RunAsync(Stop) > 0
        );

        var after = await KeysAsync();
        Assert.Equal(
            before.Where(key => !key.Contains(FirstDay, StringComparison.Ordinal) && !key.Contains("m|", StringComparison.Ordinal)),
            after
        );
        Assert.Contains(after, key => key.StartsWith("p|d|2026-03-31|i", StringComparison.Ordinal));
    }

    /// <summary>A site with two days in segments whose hours are gone.</summary>
    private static async Task<Pipeline> AgedAsync()
    {
        var pipeline = new Pipeline(Start.AddDays(2).AddHours(2), partitions: 1, InSegments);
        var writer = new EventSegmentWriter();
        for (var i = 0; i < 60; i++)
        {
            Pipeline.Write(writer, new NaiveEvent(Site, Start.ToUnixTimeSeconds() + (i * 2_700), (ulong)(i + 1) << 58), $"e{i}");
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        pipeline.Clock.Advance(InSegments.KeepHours);
        await pipeline.RemoveOldHoursAsync();
        pipeline.Clock.Advance(TimeSpan.FromMinutes(11));
        await pipeline.RemoveOldHoursAsync();
        return pipeline;
    }

    private async Task CopyAsync(InMemoryTableStore tables)
    {
        foreach (var row in tables.RowsOf(TableNames.Rollups).Where(row => row.PartitionKey == Site))
        {
            var copy = TableOperation.Upsert(row.RowKey, row.Body, row.Head) with
            {
                Parts = [.. row.Parts.Select(part => new TablePart(part.Key, part.Value))],
            };
            Assert.True((await _tables.CommitAsync(TableNames.Rollups, Site, [copy], Stop)).Committed);
        }
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Rollups, Site, string.Empty, null, headsOnly: true, Stop))
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }
}

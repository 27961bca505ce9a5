using System.Buffers;
using System.Globalization;
using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Reprocessing;

/// <summary>Visits of some days that lie behind, in data directories: the same in each, aggregated by this logic or that.</summary>
internal sealed class PastTraffic(int sites, int days, int visitsPerDay)
{
    public DateTimeOffset To { get; } = new(TimeProvider.System.GetUtcNow().Date.AddDays(-3), TimeSpan.Zero);

    public DateTimeOffset From => To.AddDays(-days);

    public IReadOnlyList<string> Sites { get; } = [.. Enumerable.Range(0, sites).Select(i => $"site{i}.example")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Fills a directory.</summary>
    /// <param name="path">Where.</param>
    /// <param name="maxGapSeconds">The silence after which visits are cut.</param>
    public async Task WriteAsync(string path, int maxGapSeconds)
    {
        var logic = new RollupLogic(maxGapSeconds, Rollup.CurrentLogicVersion);
        using var data = DataDirectory.Open(path, new SqliteEventLogOptions(), TimeProvider.System);
        var registry = new SiteRegistry(data.Tables, TimeProvider.System);
        foreach (var site in Sites)
        {
            await registry.CreateAsync(new(site, "Etc/UTC", From), Stop);
        }

        await AppendAsync(data.Log);
        for (var partition = 0; partition < data.Log.PartitionCount; partition++)
        {
            var aggregator = new PartitionAggregator(
                partition,
                data.Log,
                data.Tables,
                new RollingStatistics(TimeProvider.System),
                new AggregationOptions { Logic = logic }
            );
            await aggregator.StartAsync(Stop);
            await aggregator.ProcessAsync(await data.Log.ReadAsync(partition, 0, int.MaxValue, Stop), Stop);
        }

        using var rounds = new RollupRounds(
            data.Tables,
            data.Log.PartitionCount,
            TimeProvider.System,
            new RollupOptions { Logic = logic }
        );
        await rounds.RunAsync(openHoursToo: true, Stop);
    }

    /// <summary>A line of an import: an event of the range, the same for the same number.</summary>
    public string Line(int number)
    {
        var time = From.AddSeconds(number * 7919L % (long)(To - From).TotalSeconds);
        var site = Sites[number % Sites.Count];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/late/{{number % 5}}","id":"late-{{number}}","timestamp":"{{time:O}}","visitor_id":"late{{number % 40}}"}"""
        );
    }

    private async Task AppendAsync(SqliteEventLog log)
    {
        var random = new Random(1);
        var writers = Enumerable.Range(0, log.PartitionCount).Select(_ => new EventSegmentWriter()).ToArray();
        for (var day = 0; day < days; day++)
        {
            for (var visit = 0; visit < visitsPerDay * Sites.Count; visit++)
            {
                var site = Sites[visit % Sites.Count];
                var hash = Partitioner.SiteHash(site);
                var visitor = XxHash64.Mix((ulong)random.Next(visitsPerDay) + 1);
                var second = From.ToUnixTimeSeconds() + (day * 86400L) + random.Next(86400);
                var writer = writers[Partitioner.PartitionOf(hash, log.PartitionCount)];
                for (var count = random.Next(1, 5); count > 0; count--)
                {
                    writer.BeginEvent(second * 1000, visitor, 0, EventFlags.ClientTimestamp);
                    writer.Set(EventField.Site, Encoding.UTF8.GetBytes(site));
                    writer.Set(EventField.Name, "pageview"u8);
                    writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{site}/{random.Next(20)}"));
                    writer.EndEvent();
                    second += random.Next(5, 1200);
                }

                if (writer.ByteCount > 60_000)
                {
                    await AppendAsync(log, Array.IndexOf(writers, writer), writer);
                }
            }
        }

        for (var partition = 0; partition < writers.Length; partition++)
        {
            await AppendAsync(log, partition, writers[partition]);
        }
    }

    private static async Task AppendAsync(SqliteEventLog log, int partition, EventSegmentWriter writer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        writer.Reset();
        await log.AppendAsync(partition, EventMessage.Encode(buffer.WrittenSpan), Stop);
    }
}

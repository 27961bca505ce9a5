using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// An hour of one site in batches of 200 ms, while a dashboard asks for today by page once a second: the latency of these queries minute
/// by minute, and of questions that are asked for the first time at its end. Time is the traffic's own, so the hour passes as fast as the
/// machine works. <c>openhour [--rate EVENTS_PER_SECOND] [--hour HOURS_BEFORE] [--minutes 1,59]</c>; hours before are rolled up, and 24 of
/// them put a midnight before the hour.
/// </summary>
internal static class OpenHourRun
{
    private const int BatchesPerSecond = 5;
    private const int Partitions = 16;
    private const string ByPage =
        """{"site_id":"shop.example","metrics":["visitors","pageviews"],"date_range":"day","dimensions":["event:page"],"pagination":{"limit":10}}""";
    private const string BySource =
        """{"site_id":"shop.example","metrics":["visitors","visits","bounce_rate"],"date_range":"day","dimensions":["visit:source"]}""";

    public static async Task<int> RunAsync(string[] args)
    {
        var rate = args.Option("--rate", 20);
        var hoursBefore = args.Option("--hour", 0);
        var minutes = args.Option("--minutes") is { } list
            ? list.Split(',').Select(minute => int.Parse(minute, CultureInfo.InvariantCulture)).ToHashSet()
            : [.. Enumerable.Range(0, 60)];
        var directory = Directory.CreateTempSubdirectory("analytics-open-hour-").FullName;
        try
        {
            using var data = DataDirectory.Open(directory, new SqliteEventLogOptions(), TimeProvider.System);
            await new Hour(data, rate, hoursBefore, minutes).RunAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Hour(DataDirectory data, int rate, int hoursBefore, HashSet<int> minutes)
    {
        private static readonly Site Shop = new(ShopTraffic.Site, "Etc/UTC", DateTimeOffset.UnixEpoch);
        private readonly MovedClock _clock = new();
        private readonly SiteRegistry _sites = new(data.Tables, TimeProvider.System);
        private readonly int _partition = Partitioner.PartitionOf(Partitioner.SiteHash(ShopTraffic.Site), Partitions);
        private readonly List<double>[] _times = [.. Enumerable.Range(0, 60).Select(_ => new List<double>())];
        private long _sequence;

        // As the server on one machine does.
        private const int FoldSeconds = 5;

        public async Task RunAsync()
        {
            await _sites.CreateAsync(Shop, default);
            var aggregator = new PartitionAggregator(
                _partition,
                data.Log,
                data.Tables,
                new RollingStatistics(_clock),
                new AggregationOptions()
            );
            await aggregator.StartAsync(default);
            using var messages = new ShopTraffic(days: 2, rate * 86_400 * 2, seed: 1).Messages(rate / BatchesPerSecond).GetEnumerator();
            await FillAsync(aggregator, messages);
            var scanner = Scanner();
            using var rounds = new RollupRounds(data.Tables, Partitions, _clock, new());
            for (var batch = 0; batch < 3600 * BatchesPerSecond; batch++)
            {
                await SendAsync(aggregator, messages, 1, (hoursBefore * 3600) + ((batch + 1.0) / BatchesPerSecond));
                if (batch % (FoldSeconds * BatchesPerSecond) == 0)
                {
                    await rounds.FoldAsync([Partitioner.BucketOf(Partitioner.SiteHash(ShopTraffic.Site))], default);
                }

                var minute = batch / BatchesPerSecond / 60;
                if (batch % BatchesPerSecond == BatchesPerSecond - 1 && minutes.Contains(minute))
                {
                    _times[minute].Add(await AskAsync(scanner, ByPage));
                }
            }

            Report(await LiveBytesAsync());
            Console.WriteLine($"first question of a process, by page: {await AskAsync(Scanner(), ByPage):F0} ms");
            Console.WriteLine($"another question for the first time, by source: {await AskAsync(scanner, BySource):F1} ms");
        }

        /// <summary>Bytes of the live rows that are there, also of those that were folded in the last minute.</summary>
        private async Task<long> LiveBytesAsync()
        {
            var bytes = 0L;
            await foreach (var row in data.Tables.ReadRangeAsync(TableNames.Live, $"{_partition:D4}", "b", "c", headsOnly: false, default))
            {
                bytes += row.RowKey.Length + row.Head.Length + row.Body.Length;
            }

            return bytes;
        }

        private async Task FillAsync(PartitionAggregator aggregator, IEnumerator<byte[]> messages)
        {
            for (var hour = 0; hour < hoursBefore; hour++)
            {
                for (var second = 60; second <= 3600; second += 60)
                {
                    await SendAsync(aggregator, messages, 60 * BatchesPerSecond, (hour * 3600) + second);
                }

                _clock.Now = DateTimeOffset.FromUnixTimeSeconds(ShopTraffic.Start + ((hour + 1) * 3600));
                await new HourRollups(data.Tables, Partitions, _clock, new()).RunAsync(false, null, default);
            }

            await new StaleRollups(data.Tables, _clock, new()).RunAsync(default);
        }

        private async Task SendAsync(PartitionAggregator aggregator, IEnumerator<byte[]> messages, int count, double second)
        {
            _clock.Now = DateTimeOffset.FromUnixTimeMilliseconds((ShopTraffic.Start * 1000) + (long)(second * 1000));
            var batch = new List<LogRecord>();
            for (var i = 0; i < count && messages.MoveNext(); i++)
            {
                batch.Add(new(_partition, ++_sequence, _clock.Now, messages.Current));
            }

            await aggregator.ProcessAsync(batch, default);
        }

        private RollupScanner Scanner() => new(data.Tables, _sites, Partitions);

        private async Task<double> AskAsync(RollupScanner scanner, string query)
        {
            var started = Stopwatch.GetTimestamp();
            await new QueryEngine(scanner, _clock).ExecuteAsync(Shop, QueryParser.Parse(Encoding.UTF8.GetBytes(query)), default);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        private void Report(long liveBytes)
        {
            Console.WriteLine($"{rate} events/s, {hoursBefore} hours before; live {(double)liveBytes / (rate * 3600):F1} bytes/event");
            for (var minute = 0; minute < 60; minute++)
            {
                var times = _times[minute];
                times.Sort();
                if (times.Count > 0 && (minute % 10 is 1 or 9 || minutes.Count < 60))
                {
                    Console.WriteLine($"minute {minute}: p50 {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms");
                }
            }

            double[] all = [.. _times.SelectMany(times => times).Order()];
            Console.WriteLine(
                $"whole hour: {all.Length} queries, p50 {all[all.Length / 2]:F1} ms, p99 {all[all.Length * 99 / 100]:F1} ms, "
                    + $"p99.9 {all[all.Length * 999 / 1000]:F1} ms, max {all[^1]:F1} ms"
            );
        }
    }
}

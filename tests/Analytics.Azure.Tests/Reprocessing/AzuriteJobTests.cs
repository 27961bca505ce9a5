using System.Buffers;
using Analytics.Azure.Archives;
using Analytics.Azure.Tests.Tables;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Tests.Reprocessing;

/// <summary>
/// A job as on Azure: tables and captured files in the storage emulator, and the hub, which has no more than the last messages.
/// </summary>
public sealed class AzuriteJobTests : IAsyncDisposable
{
    private const string Site = "shop.example";
    private const int Hours = 60;
    private static readonly RollupOptions ByHours = new() { SmallDayEvents = 0 };
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly InMemoryEventLog _hub;
    private readonly PrefixedTables _tables;
    private readonly BlobContainerClient _container;
    private readonly RollupRounds _rounds;

    public AzuriteJobTests(AzuriteServer azurite)
    {
        _container = azurite.Blobs.GetBlobContainerClient($"t{Guid.NewGuid():N}");
        _hub = new(1, _clock);
        _tables = new(azurite.Tables, TimeProvider.System);
        _rounds = new(_tables, 1, _clock, ByHours, new TableLease(_tables, "rollups", TimeProvider.System));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _rounds.Dispose();
        await _container.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        await _tables.DisposeAsync();
    }

    [Fact]
    public async Task Rows_that_were_lost_come_back_from_the_captured_files_and_the_report_names_their_days()
    {
        var sites = new SiteRegistry(_tables, _clock);
        await sites.CreateAsync(new(Site, "Etc/UTC", Start), Stop);
        await PlayAsync();
        await CaptureAsync();
        var before = await RowsAsync();
        string[] hours = [.. before.Keys.Where(key => key.StartsWith("h|", StringComparison.Ordinal)).Take(30)];
        foreach (var key in hours.Concat(before.Keys.Where(key => !key.StartsWith("h|", StringComparison.Ordinal))))
        {
            var row = (await _tables.ReadAsync(TableNames.Rollups, Site, key, Stop))!;
            await _tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Delete(key, row.ETag)], Stop);
        }

        await using var archive = new CapturedArchive(new BlobCaptureFiles(_container, "ns", "events"), _hub);
        var jobs = new JobTable(_tables, _clock);
        var job = await jobs.CreateAsync(new(Reprocessor.Kind, Start, Start.AddHours(Hours), null, false), Stop);
        using var signal = new JobSignal();
        var aggregation = new AggregationOptions();
        var reprocessor = new Reprocessor(_tables, archive, sites, _rounds, aggregation, ByHours, new(), _clock);

        await new JobRunner(jobs, [reprocessor], signal, _clock).RunForAsync(
            TimeSpan.FromMinutes(5),
            new TableLease(_tables, "jobs", TimeProvider.System),
            Stop
        );

        var done = (await jobs.FindAsync(job.Id, Stop))!;
        Assert.Equal((JobState.Completed, null), (done.State, done.Error));
        Assert.Equal(Hours, (await jobs.ProgressAsync(job.Id, Stop))!.MessagesRead);
        Assert.Equal(before, await RowsAsync());
        var report = (await new DifferenceTable(_tables).ReadAsync(job.Id, null, DifferenceTable.MaxPage, Stop)).Differences;
        Assert.NotEmpty(report);
        Assert.All(report, difference => Assert.Equal(Site, difference.Site));
        Assert.Equal(30 * 2, report.Sum(difference => difference.After.Pageviews - difference.Before.Pageviews));
    }

    /// <summary>A message an hour, with a visit of two pages.</summary>
    private async Task PlayAsync()
    {
        var aggregator = new PartitionAggregator(0, _hub, _tables, new RollingStatistics(_clock), new AggregationOptions());
        await aggregator.StartAsync(Stop);
        for (var hour = 0; hour < Hours; hour++)
        {
            _clock.SetNow(Start.AddHours(hour).AddMinutes(10));
            var writer = new EventSegmentWriter();
            for (var page = 0; page < 2; page++)
            {
                writer.BeginEvent(
                    _clock.GetUtcNow().AddSeconds(page).ToUnixTimeMilliseconds(),
                    (ulong)hour + 1,
                    0,
                    EventFlags.ClientTimestamp
                );
                writer.Set(EventField.Site, "shop.example"u8);
                writer.Set(EventField.Name, "pageview"u8);
                writer.Set(EventField.Url, page == 0 ? "https://shop.example/"u8 : "https://shop.example/cart"u8);
                writer.EndEvent();
            }

            var segment = new ArrayBufferWriter<byte>();
            writer.CopyTo(segment);
            await _hub.AppendAsync(0, EventMessage.Encode(segment.WrittenSpan), Stop);
        }

        await aggregator.ProcessAsync(_hub.Records(0), Stop);
        _clock.SetNow(Start.AddHours(Hours));
        await _rounds.RunAsync(openHoursToo: false, Stop);
    }

    /// <summary>
    /// Three hours a file, with and without extension, beside files of quiet windows; the last messages stay in the hub alone.
    /// </summary>
    private async Task CaptureAsync()
    {
        await _container.CreateIfNotExistsAsync(cancellationToken: Stop);
        var prefix = CaptureName.Prefix("ns", "events", 0);
        foreach (var file in _hub.Records(0).SkipLast(6).Chunk(3))
        {
            var window = file[0].EnqueuedTime;
            await _container.UploadBlobAsync(
                $"{prefix}{window:yyyy'/'MM'/'dd'/'HH'/'mm'/'ss}.avro",
                new BinaryData(InMemoryCaptureFiles.Encode(file)),
                Stop
            );
            await _container.UploadBlobAsync(
                $"{prefix}{window.AddMinutes(5):yyyy'/'MM'/'dd'/'HH'/'mm'/'ss}",
                new BinaryData(InMemoryCaptureFiles.Encode()),
                Stop
            );
        }

        _hub.Forget(0, Hours - 8);
    }

    /// <summary>Hours, days and months by row key; bodies are the same if the numbers are.</summary>
    private async Task<SortedDictionary<string, string>> RowsAsync()
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Rollups, Site, string.Empty, "n", headsOnly: false, Stop))
        {
            rows[row.RowKey] = Convert.ToHexString(row.Body.Span);
        }

        return rows;
    }
}

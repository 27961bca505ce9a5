using System.Diagnostics.Metrics;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Operations;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Tests.Operations;

public sealed class OperationsMonitorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly Pipeline _pipeline = new(Noon, partitions: 2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_report_has_what_waits_what_is_live_and_what_is_set_aside()
    {
        var monitor = Monitor();
        await new RollupClock(_pipeline.Tables, _pipeline.Clock).RecordAsync(Noon, Stop);
        var empty = await monitor.ReadAsync(TimeSpan.Zero, Stop);
        Assert.Equal(
            (0L, 0L, null, TimeSpan.Zero, 0L),
            (empty.Live.Rows, empty.Live.BusiestRows, empty.Live.OldestRow, empty.OldestLiveRowAge, empty.SetAside.Total)
        );

        for (var batch = 0; batch < 3; batch++)
        {
            await _pipeline.SendAsync([new NaiveEvent("site.example", Noon.ToUnixTimeSeconds(), 2)]);
            await _pipeline.AggregateAsync();
        }

        await _pipeline.Log.AppendAsync(1, "no message"u8.ToArray(), Stop);
        await _pipeline.AggregateAsync();
        _pipeline.Clock.Advance(TimeSpan.FromMinutes(90));
        await _pipeline.SendAsync([new NaiveEvent("site.example", Noon.ToUnixTimeSeconds(), 2)]);
        await _pipeline.AggregateAsync();
        await _pipeline.SendAsync([new NaiveEvent("site.example", Noon.ToUnixTimeSeconds(), 2)]);
        _pipeline.Clock.Advance(TimeSpan.FromMinutes(1));

        using var recorded = new RecordedGauges();
        var report = await monitor.ReadAsync(TimeSpan.Zero, Stop);

        Assert.Equal((4L, 3L, (DateTimeOffset?)Noon), (report.Live.Rows, report.Live.BusiestRows, report.Live.OldestRow));
        Assert.Equal(1, report.Partitions.Sum(lag => lag.Waiting));
        Assert.Equal(1, report.SetAside.ByStage[DeadLetterStage.Aggregate]);
        Assert.Equal(91 * 60, recorded["analytics.live.oldest"]);
        Assert.Equal(3, recorded["analytics.live.busiest"]);
        Assert.Equal(31 * 60, recorded["analytics.rollup.lag"]);
        Assert.Equal(1, recorded["analytics.deadletters.waiting stage=aggregate"]);
        Assert.Equal(0, recorded["analytics.deadletters.waiting stage=query"]);
        var site = Partitioner.PartitionOf(Partitioner.SiteHash("site.example"), 2);
        Assert.True(recorded[$"analytics.watermark.age partition={site}"] >= 60);
        Assert.Equal(0, recorded[$"analytics.watermark.age partition={1 - site}"]);
        Assert.Same(report, await monitor.ReadAsync(TimeSpan.FromSeconds(1), Stop));
        _pipeline.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotSame(report, await monitor.ReadAsync(TimeSpan.FromSeconds(1), Stop));
    }

    private OperationsMonitor Monitor() =>
        new(
            _pipeline.Log,
            _pipeline.Tables,
            new PartitionLags(_pipeline.Log, _pipeline.Tables, _pipeline.Clock),
            new DeadLetterList(_pipeline.Tables, 2),
            new RollupClock(_pipeline.Tables, _pipeline.Clock),
            _pipeline.Clock
        );

    /// <summary>The last values of the gauges that this test's flow of calls records, by name and tag.</summary>
    private sealed class RecordedGauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly AsyncLocal<bool> _mine = new() { Value = true };
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, double> _values = new();

        public RecordedGauges()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AnalyticsMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Set(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Set(instrument, value, tags));
            _listener.Start();
        }

        public double this[string name] => _values[name];

        public void Dispose() => _listener.Dispose();

        private void Set(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (_mine.Value)
            {
                _values[tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}"] = value;
            }
        }
    }
}

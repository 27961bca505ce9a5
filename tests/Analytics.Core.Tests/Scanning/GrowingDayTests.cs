using Analytics.Core.Archives;
using Analytics.Core.Dimensions;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Scanning;

/// <summary>
/// A day that is in memory goes on through the roll-ups of its hours, and is read again only where its rows would not be those of the
/// tables.
/// </summary>
public sealed class GrowingDayTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 9, 10, 0, TimeSpan.Zero);
    private static readonly RollupPeriod Day = RollupPeriod.Of(RollupTier.Day, Now.ToUnixTimeSeconds());
    private static readonly int Bucket = Partitioner.BucketOf(Partitioner.SiteHash(Site));

    private readonly Pipeline _pipeline = new(Now, partitions: 1);
    private readonly List<NaiveEvent> _sent = [];
    private readonly RollupReads _tables;
    private readonly RollupScanner _scanner;
    private readonly Random _random = new(5);
    private bool _hasIdsWithoutTime;

    public GrowingDayTests()
    {
        _tables = new(_pipeline.Tables);
        _scanner = new(_tables, _pipeline.Sites, 1, clock: _pipeline.Clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Roll_ups_do_not_make_a_day_in_memory_be_read_again(bool isAskedAmid, bool hasIdsWithoutTime)
    {
        _hasIdsWithoutTime = hasIdsWithoutTime;
        await SendAsync(300);
        await _pipeline.RollUpAsync(openHoursToo: true);
        await SendAsync(20);
        await AssertRightAsync();
        var reads = _tables.Hours;
        Assert.NotEqual(0, reads);
        for (var round = 0; round < 6; round++)
        {
            await SendAsync(20);
            if (isAskedAmid)
            {
                await AssertRightAsync();
            }

            // These are rolled up before any question has seen them.
            await SendAsync(20);
            await _pipeline.RollUpAsync(openHoursToo: true);
            if (round % 2 == 0)
            {
                await SendAsync(20);
            }

            await AssertRightAsync();
        }

        Assert.Equal(reads, _tables.Hours);
    }

    [Fact]
    public async Task What_was_rolled_up_before_the_last_roll_up_is_forgotten_and_the_day_read_again()
    {
        await AskedBeforeAsync();
        var reads = _tables.Hours;
        for (var round = 0; round < 3; round++)
        {
            await SendAsync(20);
            await _pipeline.RollUpAsync(openHoursToo: true);

            // A question about another day reads on, too.
            await _scanner.ScanAsync(Request(Day.Start - RollupPeriod.Day), Token);
        }

        await SendAsync(20);
        await AssertRightAsync();
        Assert.NotEqual(reads, _tables.Hours);
    }

    [Fact]
    public async Task Events_that_are_rolled_up_while_a_question_chooses_its_hours_count()
    {
        await AskedBeforeAsync();
        await SendAsync(20);
        await AssertRightAsync();
        _tables.BeforeHours = async () =>
        {
            await SendAsync(20);
            await _pipeline.RollUpAsync(openHoursToo: true);
        };

        var lines = await ScanComparison.LinesAsync(_scanner, Request(Day.Start));

        Assert.Null(_tables.BeforeHours);
        Assert.Equal(await ScanComparison.LinesAsync(new NaiveScanner(_sent), Request(Day.Start)), lines);
        await AssertRightAsync();
    }

    [Fact]
    public async Task Hours_are_chosen_again_when_a_new_one_was_rolled_up_after_they_were_and_its_rows_are_gone()
    {
        await AskedBeforeAsync();
        await SendAsync(20);
        await AssertRightAsync();
        await _pipeline.RollUpAsync(openHoursToo: true);
        _tables.AfterHours = async () =>
        {
            await SendAsync(20, hour: 9);
            await _pipeline.RollUpAsync(openHoursToo: true);
            _pipeline.Clock.Advance(TimeSpan.FromMinutes(91));
            await _pipeline.PruneAsync();
        };

        var lines = await ScanComparison.LinesAsync(_scanner, Request(Day.Start));

        Assert.Null(_tables.AfterHours);
        Assert.Equal(await ScanComparison.LinesAsync(new NaiveScanner(_sent), Request(Day.Start)), lines);
    }

    [Fact]
    public async Task A_day_is_read_again_when_rows_were_deleted_that_it_has_not_seen()
    {
        await AskedBeforeAsync();
        await SendAsync(20);
        await _pipeline.RollUpAsync(openHoursToo: true);
        _pipeline.Clock.Advance(TimeSpan.FromMinutes(91));
        Assert.NotEqual(0, await _pipeline.PruneAsync());
        await SendAsync(20);

        await AssertRightAsync();
    }

    [Fact]
    public async Task A_day_is_read_again_when_its_hours_were_rewritten()
    {
        await AskedBeforeAsync();
        var scope = new ErasureScope(Site, Day.Start, Day.Start + RollupPeriod.Hour, [], IsWholeSite: false);
        await new PeriodErasure(_pipeline.Tables, _pipeline.Clock, Pipeline.ByHours).RunAsync(
            scope,
            _ => AsyncEnumerable.Empty<ulong>(),
            new(),
            Token
        );
        Assert.NotEqual(0, _sent.RemoveAll(e => e.Second < scope.To));

        await AssertRightAsync();
    }

    [Fact]
    public async Task A_day_is_read_again_when_a_job_has_replaced_its_hours()
    {
        _pipeline.With(Pipeline.ByHours with { Logic = World.Wrong });
        await AskedBeforeAsync();
        var reads = _tables.Hours;
        using var rounds = new RollupRounds(_pipeline.Tables, 1, _pipeline.Clock, Pipeline.ByHours);
        var sites = new SiteRegistry(_pipeline.Tables, _pipeline.Clock);
        var archive = new EventLogArchive(_pipeline.Log);
        var kind = new Reprocessor(_pipeline.Tables, archive, sites, rounds, new(), Pipeline.ByHours, new(), _pipeline.Clock);
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(Day.Start), DateTimeOffset.FromUnixTimeSeconds(Day.End));
        var job = new Job("1", Reprocessor.Kind, from, to, [Site], DryRun: false, JobState.Running, Now);
        await kind.RunAsync(job, new(), Token);

        await AssertRightAsync();
        Assert.NotEqual(reads, _tables.Hours);
    }

    [Fact]
    public async Task A_day_is_read_again_when_some_of_its_blocks_were_set_aside()
    {
        const int Hour = 5;
        await AskedBeforeAsync();
        var before = _sent.Count;
        await SendAsync(40);
        await AssertRightAsync();
        await new HourRollups(new UnreadableHour(_pipeline.Tables, Hour), 1, _pipeline.Clock, Pipeline.ByHours).RunAsync(
            openHoursToo: true,
            [Bucket],
            Token
        );
        var setAside = _sent.Skip(before).Where(e => (e.Second - Day.Start) / RollupPeriod.Hour == Hour).ToHashSet();
        Assert.NotEqual(0, _sent.RemoveAll(setAside.Contains));
        await SendAsync(40);
        await _pipeline.RollUpAsync(openHoursToo: true);

        await AssertRightAsync();
    }

    /// <summary>Some events that are rolled up, and others that are not, all of them in memory.</summary>
    private async Task AskedBeforeAsync()
    {
        await SendAsync(100);
        await _pipeline.RollUpAsync(openHoursToo: true);
        await SendAsync(20);
        await AssertRightAsync();
        await _pipeline.RollUpAsync(openHoursToo: true);
        await AssertRightAsync();
    }

    private async Task SendAsync(int count, int? hour = null)
    {
        List<NaiveEvent> events =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new NaiveEvent(
                    Site,
                    Day.Start + _random.Next((hour ?? 0) * RollupPeriod.Hour, (hour + 1 ?? 9) * RollupPeriod.Hour),
                    (ulong)_random.Next(1, 40) * 0x9E37_79B9_7F4A_7C15,
                    Page: $"/{i % 5}",
                    Hostname: Site
                )),
        ];
        await (_hasIdsWithoutTime ? SendWithIdsAsync(events) : _pipeline.SendAsync(events));
        _sent.AddRange(events);
        await _pipeline.AggregateAsync();
    }

    /// <summary>Sends each event with an id and no timestamp, and repetitions of some earlier ones, which don't count.</summary>
    private async Task SendWithIdsAsync(List<NaiveEvent> events)
    {
        var writer = new EventSegmentWriter();
        for (var i = 0; i < events.Count; i++)
        {
            Pipeline.Write(writer, events[i], id: $"{_sent.Count + i}", hasTime: false);
            if (i < _sent.Count && i % 4 == 0)
            {
                var earlier = _random.Next(_sent.Count);
                Pipeline.Write(writer, _sent[earlier] with { Second = _sent[earlier].Second + 7 }, id: $"{earlier}", hasTime: false);
            }
        }

        await _pipeline.AppendAsync(0, writer);
    }

    private Task AssertRightAsync() =>
        ScanComparison.AssertEqualAsync(new NaiveScanner(_sent), _scanner, Request(Day.Start), $"after {_sent.Count} events");

    private static ScanRequest Request(long start) =>
        new(
            Site,
            start,
            start + RollupPeriod.Day,
            [start],
            false,
            [ScanDimension.Of(EventDimension.Page)],
            null,
            ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews
        );

    /// <summary>Cannot read an hour of the day.</summary>
    private sealed class UnreadableHour(ITableStore inner, int hour) : DelegatingTableStore(inner)
    {
        private readonly string _rowKey = new RollupPeriod(RollupTier.Hour, Day.Start + (hour * RollupPeriod.Hour)).RowKey;

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        ) =>
            rowKey == _rowKey
                ? throw new TableCorruptException("The hour is damaged.")
                : base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
    }
}

using Analytics.Core.Partitioning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Partitioning;

public sealed class DiversionsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly InMemoryEventLog _log = new(4);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partition_without_a_note_stands_alone()
    {
        Assert.Equal([3], await New().PartitionsOfAsync(3, Stop));
    }

    [Fact]
    public async Task A_note_is_known_at_once_where_it_was_made_and_within_a_second_elsewhere()
    {
        var (here, elsewhere) = (New(), New());
        Assert.Equal([2], await here.PartitionsOfAsync(2, Stop));
        Assert.Equal([2], await elsewhere.PartitionsOfAsync(2, Stop));

        await here.RecordAsync(2, 3, Stop);
        await here.RecordAsync(2, 0, Stop);

        Assert.Equal([2, 0, 3], await here.PartitionsOfAsync(2, Stop));
        Assert.Equal([3], await here.PartitionsOfAsync(3, Stop));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([2, 0, 3], await elsewhere.PartitionsOfAsync(2, Stop));
    }

    [Fact]
    public async Task A_note_lasts_a_week_after_the_last_message_that_went_astray_and_costs_one_write_an_hour()
    {
        var diversions = New();
        await diversions.RecordAsync(2, 3, Stop);
        var first = await NoteRowAsync();
        _clock.Advance(TimeSpan.FromMinutes(59));
        await diversions.RecordAsync(2, 3, Stop);
        Assert.Equal(first.ETag, (await NoteRowAsync()).ETag);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await diversions.RecordAsync(2, 3, Stop);
        Assert.NotEqual(first.ETag, (await NoteRowAsync()).ETag);

        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(2));
        Assert.Equal([2, 3], await diversions.PartitionsOfAsync(2, Stop));
        Assert.Equal([2, 3], await New().PartitionsOfAsync(2, Stop));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([2], await diversions.PartitionsOfAsync(2, Stop));
        Assert.Equal([2], await New().PartitionsOfAsync(2, Stop));
    }

    [Fact]
    public async Task A_log_whose_partitions_fail_together_needs_no_read()
    {
        _log.PartitionsFailTogether = true;

        Assert.Equal([2], await new Diversions(_log, new FailingTables(), _clock).PartitionsOfAsync(2, Stop));
    }

    private Diversions New() => new(_log, _tables, _clock);

    private async Task<TableRow> NoteRowAsync() => (await _tables.ReadAsync(TableNames.Control, "diversions", "0002-0003", Stop))!;
}

using Analytics.Core.Tables;
using Analytics.Core.Tests.Collection;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Visitors;

public sealed class DailySaltsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 10, 22, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTableStore _tables = new();

    [Fact]
    public async Task The_salt_changes_at_midnight_and_yesterdays_stays_known()
    {
        using var salts = Instance(1);
        var before = await Get(salts);
        _clock.Advance(TimeSpan.FromHours(2));
        var after = await Get(salts);

        Assert.Equal(before.TodaysSalt, after.YesterdaysSalt);
        Assert.NotEqual(before.TodaysSalt, after.TodaysSalt);
        Assert.Equal(before.ImportKey, after.ImportKey);
    }

    [Fact]
    public async Task Tomorrows_salt_is_made_ahead_and_is_the_one_used()
    {
        using var salts = Instance(1);
        Assert.Null((await Get(salts)).TomorrowsSalt);
        _clock.Advance(TimeSpan.FromMinutes(111));
        var tomorrow = (await Get(salts)).TomorrowsSalt;

        Assert.NotNull(tomorrow);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(tomorrow, (await Get(salts)).TodaysSalt);
    }

    [Fact]
    public async Task Two_instances_agree_also_when_they_start_together()
    {
        using var one = Instance(1);
        using var two = Instance(2);
        SaltSet? meanwhile = null;
        _tables.BeforeCommit = async (_, _) =>
        {
            _tables.BeforeCommit = null;
            meanwhile = await Get(two);
        };

        var first = await Get(one);

        Assert.NotNull(meanwhile);
        Assert.Equal(first.TodaysSalt, meanwhile.TodaysSalt);
        Assert.Equal(first.YesterdaysSalt, meanwhile.YesterdaysSalt);
        Assert.Equal(first.ImportKey, meanwhile.ImportKey);
    }

    [Fact]
    public async Task A_restart_changes_nothing()
    {
        using var before = Instance(1);
        var salt = (await Get(before)).TodaysSalt;
        using var after = Instance(2);

        Assert.Equal(salt, (await Get(after)).TodaysSalt);
    }

    [Fact]
    public async Task A_salt_is_deleted_after_48_hours_and_the_import_key_never()
    {
        using var salts = Instance(1);
        await Get(salts);
        _clock.AdvanceTo(new DateTimeOffset(2026, 3, 11, 23, 59, 0, TimeSpan.Zero));
        await salts.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Contains("2026-03-10", await Rows());

        _clock.AdvanceTo(new DateTimeOffset(2026, 3, 12, 0, 0, 0, TimeSpan.Zero));
        await salts.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["2026-03-11", "2026-03-12", "import"], await Rows());
    }

    [Fact]
    public async Task A_damaged_salt_is_an_error_and_no_visitor_id()
    {
        await _tables.CommitAsync(
            "control",
            "salts",
            [TableOperation.Insert("2026-03-10", new byte[3])],
            TestContext.Current.CancellationToken
        );
        using var salts = Instance(1);

        var error = await Assert.ThrowsAsync<TableCorruptException>(() => Get(salts));
        Assert.Contains("2026-03-10", error.Message);
    }

    private DailySalts Instance(int seed) => new(new TableSaltStore(_tables, CollectorHarness.SeededFill(seed)), _clock);

    private static async Task<SaltSet> Get(DailySalts salts) => await salts.GetAsync(TestContext.Current.CancellationToken);

    private async Task<List<string>> Rows()
    {
        var rows = new List<string>();
        await foreach (
            var row in _tables.ReadRangeAsync("control", "salts", "", null, headsOnly: true, TestContext.Current.CancellationToken)
        )
        {
            rows.Add(row.RowKey);
        }

        return rows;
    }
}

using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Rollups;

/// <summary>The rows of ids without a timestamp: as many as ids need, each small, and no more of them read than a question needs.</summary>
public sealed class EventIdTableTests
{
    private const string Site = "site.example";
    private const int MaxInRow = 50;
    private static readonly long Day = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task No_row_has_too_many_ids_even_if_their_keys_begin_alike(int equalBits)
    {
        var ids = Ids(4_000, equalBits);

        foreach (var some in ids.Chunk(900))
        {
            await Table().UpdateAsync(Site, some, [], Token);
        }

        var rows = await RowsAsync();
        Assert.All(rows, row => Assert.InRange(EventIds.Decode(row).Count, 1, MaxInRow));
        Assert.Equal(ids.Count, rows.Sum(row => EventIds.Decode(row).Count));
        await AssertStoredAsync(ids);
    }

    [Fact]
    public async Task Rows_of_earlier_releases_are_read_and_divided_when_ids_are_added()
    {
        var ids = Ids(600);
        await InsertAsync("k|2026-02-01|0", ids.Where(id => id.Key >> 60 == 0));
        foreach (var digit in Enumerable.Range(1, 15))
        {
            await InsertAsync($"k|2026-02-01|{digit:x}", ids.Where(id => id.Key >> 60 == (ulong)digit));
        }

        await AssertStoredAsync(ids);
        var more = Ids(1_200).Skip(600).ToList();
        await Table().UpdateAsync(Site, more, ids.Take(100), Token);

        await AssertStoredAsync([.. ids.Skip(100), .. more]);
        Assert.All(await RowsAsync(), row => Assert.InRange(EventIds.Decode(row).Count, 1, MaxInRow));
    }

    [Fact]
    public async Task What_is_broken_off_is_read_once_and_completed_later()
    {
        var ids = Ids(500);
        await Table().UpdateAsync(Site, ids.Take(40), [], Token);
        for (var commits = 0; ; commits++)
        {
            var tables = new BreakingTables(_tables, commits);
            try
            {
                await new EventIdTable(tables, MaxInRow).UpdateAsync(Site, ids, ids.Take(10), Token);
                break;
            }
            catch (IOException)
            {
                var found = await FindAsync(Table(), ids, cache: null);
                Assert.Equal(found.Count, found.Distinct().Count());
                Assert.Superset(ids.Skip(10).Take(30).ToHashSet(), found.ToHashSet());
            }
        }

        // What is added stays, although it is removed too: an event that counts now did not before.
        await AssertStoredAsync(ids);
        Assert.All(await RowsAsync(), row => Assert.InRange(EventIds.Decode(row).Count, 1, MaxInRow));
    }

    [Fact]
    public async Task Rows_that_are_divided_while_they_are_read_are_read_again()
    {
        var ids = Ids(500);
        await Table().UpdateAsync(Site, ids.Take(40), [], Token);
        var tables = new ChangingTables(_tables, () => Table().UpdateAsync(Site, ids, [], Token));

        var found = await FindAsync(new(tables, MaxInRow), ids, cache: null);

        Assert.Equal(ids.Order(), found.Order());
    }

    [Fact]
    public async Task Few_ids_are_looked_for_in_the_rows_that_may_have_them()
    {
        var ids = Ids(4_000);
        await Table().UpdateAsync(Site, ids, [], Token);
        var counting = new CountingTableStore(_tables);

        Assert.Equal([ids[7]], await FindAsync(new(counting, MaxInRow), [ids[7]], cache: null));

        Assert.Equal(1, counting.RowReads);
    }

    [Fact]
    public async Task Cached_rows_are_read_again_only_when_they_change()
    {
        var ids = Ids(4_000);
        await Table().UpdateAsync(Site, ids.Skip(1), [], Token);
        var counting = new CountingTableStore(_tables);
        var table = new EventIdTable(counting, MaxInRow);
        var cache = new EventIdCache();
        await FindAsync(table, ids, cache);
        var (rows, heads) = (counting.RowsOfRanges, (await RowsAsync()).Count);

        Assert.Equal(3_999, (await FindAsync(table, ids, cache)).Count);
        Assert.Equal((0, rows + heads), (counting.RowReads, counting.RowsOfRanges));

        await Table().UpdateAsync(Site, [ids[0]], [], Token);
        Assert.Equal(4_000, (await FindAsync(table, ids, cache)).Count);
        Assert.InRange(counting.RowReads + counting.RowsOfRanges - rows - (heads * 2), 1, 20);
    }

    [Fact]
    public async Task A_cache_without_room_answers_the_same()
    {
        var ids = Ids(4_000);
        await Table().UpdateAsync(Site, ids, [], Token);
        var cache = new EventIdCache(maxWeight: 10_000);

        Assert.Equal(ids.Count, (await FindAsync(Table(), ids, cache)).Count);
        Assert.Equal(ids.Count, (await FindAsync(Table(), ids, cache)).Count);
        Assert.InRange(cache.Weight, 1, 10_000);
    }

    [Fact]
    public async Task Ids_of_a_range_are_removed()
    {
        var ids = Ids(4_000);
        await Table().UpdateAsync(Site, ids, [], Token);

        await Table().RemoveAsync(Site, Day + 3_600, Day + 7_200, Token);

        await AssertStoredAsync([.. ids.Where(id => id.Second < Day + 3_600 || id.Second >= Day + 7_200)]);
    }

    private EventIdTable Table() => new(_tables, MaxInRow);

    /// <summary>Ids of one day, the first ones of the same longer list.</summary>
    private static List<(ulong Key, long Second)> Ids(int count, int equalBits = 0)
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, count).Select(i => ((ulong)random.NextInt64() << 1 >> equalBits, Day + (i * 20 % 86_400)))];
    }

    private async Task InsertAsync(string key, IEnumerable<(ulong Key, long Second)> ids) =>
        await _tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Insert(key, EventIds.Encode([.. ids.Order()], Day))], Token);

    private async Task<List<TableRow>> RowsAsync() =>
        await _tables.ReadRangeAsync(TableNames.Rollups, Site, "k|", "k}", headsOnly: false, Token).ToListAsync(Token);

    private static async Task<List<(ulong Key, long Second)>> FindAsync(
        EventIdTable table,
        List<(ulong Key, long Second)> ids,
        EventIdCache? cache
    ) => await table.ReadAsync(Site, ids, (_, damage) => throw damage, cache, Token);

    private async Task AssertStoredAsync(List<(ulong Key, long Second)> ids)
    {
        Assert.Equal(
            ids.Order(),
            (await FindAsync(Table(), Ids(5_000), cache: null)).Concat(await FindAsync(Table(), ids, null)).Distinct().Order()
        );
        Assert.Equal(ids.Order(), (await Table().BetweenAsync(Site, Day, Day + 86_400, Token)).Distinct().Order());
    }

    /// <summary>Changes before the first row is read.</summary>
    private sealed class ChangingTables(ITableStore inner, Func<Task> change) : DelegatingTableStore(inner)
    {
        private bool _isChanged;

        public override async ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        )
        {
            if (!_isChanged)
            {
                _isChanged = true;
                await change();
            }

            return await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }
    }

    /// <summary>Does not answer from a number of commits on.</summary>
    private sealed class BreakingTables(ITableStore inner, int commits) : DelegatingTableStore(inner)
    {
        private int _left = commits;

        public override ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        ) =>
            _left-- > 0
                ? base.CommitAsync(table, partitionKey, operations, cancellationToken)
                : throw new IOException("The storage does not answer.");
    }
}

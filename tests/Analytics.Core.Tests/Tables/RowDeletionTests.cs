using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Tables;

public sealed class RowDeletionTests
{
    private const int Rows = 250;

    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ChangedRow.Stays)]
    [InlineData(ChangedRow.Stops)]
    [InlineData(ChangedRow.Goes)]
    internal async Task A_range_goes_in_transactions_of_a_hundred(ChangedRow changed)
    {
        await FillAsync();
        var transactions = 0;
        _tables.BeforeCommit = (_, _) =>
        {
            transactions++;
            return ValueTask.CompletedTask;
        };

        Assert.Equal((Rows - 20, true), await Deletion(changed).DeleteRangeAsync(Key(10), Key(Rows - 10), selects: null, Token));

        Assert.Equal(3, transactions);
        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(Rows - 10, 10)).Select(Key), await KeysAsync());
    }

    [Theory]
    [InlineData(ChangedRow.Stays, Rows - 1, false)]
    [InlineData(ChangedRow.Stops, 100, false)]
    [InlineData(ChangedRow.Goes, Rows, true)]
    internal async Task A_row_that_changes_meanwhile_stays_stops_or_goes(ChangedRow changed, int deleted, bool all)
    {
        await FillAsync();
        ChangeOnce(Key(142), atTransaction: 2);

        Assert.Equal((deleted, all), await Deletion(changed).DeleteRangeAsync(string.Empty, null, selects: null, Token));

        var left = await KeysAsync();
        Assert.Equal(Rows - deleted, left.Count);
        Assert.Equal(!all, left.Contains(Key(142)));
    }

    [Fact]
    public async Task A_row_that_another_has_deleted_is_no_row_that_stays()
    {
        await FillAsync();
        var transactions = 0;
        _tables.BeforeCommit = async (_, _) =>
        {
            if (++transactions == 2)
            {
                _tables.BeforeCommit = null;
                var row = (await _tables.ReadAsync(TableNames.Live, "p", Key(142), Token))!;
                await _tables.CommitAsync(TableNames.Live, "p", [TableOperation.Delete(row.RowKey, row.ETag)], Token);
            }
        };

        Assert.Equal((Rows - 1, true), await Deletion(ChangedRow.Goes).DeleteRangeAsync(string.Empty, null, selects: null, Token));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Rows_that_are_not_selected_stay()
    {
        await FillAsync();

        Assert.Equal(
            (Rows / 2, true),
            await Deletion(ChangedRow.Stops).DeleteRangeAsync(string.Empty, null, row => row.Head.Span[0] % 2 == 0, Token)
        );

        Assert.Equal(Enumerable.Range(0, Rows).Where(i => i % 2 == 1).Select(Key), await KeysAsync());
    }

    [Fact]
    public async Task A_row_that_changes_again_and_again_is_to_be_tried_later()
    {
        await FillAsync();
        _tables.BeforeCommit = async (_, _) =>
        {
            var hook = _tables.BeforeCommit;
            _tables.BeforeCommit = null;
            await _tables.CommitAsync(TableNames.Live, "p", [TableOperation.Upsert(Key(3), default)], Token);
            _tables.BeforeCommit = hook;
        };

        var error = await Assert.ThrowsAsync<IOException>(() =>
            Deletion(ChangedRow.Goes).DeleteRangeAsync(string.Empty, null, selects: null, Token)
        );
        Assert.Equal("Row '003' of 'p' (table live) was changed by others 20 times while it was being deleted; try again.", error.Message);
    }

    private static string Key(int row) => row.ToString("D3", System.Globalization.CultureInfo.InvariantCulture);

    private RowDeletion Deletion(ChangedRow changed) => new(_tables, TableNames.Live, "p", changed);

    private async Task FillAsync()
    {
        for (var row = 0; row < Rows; row++)
        {
            await _tables.CommitAsync(TableNames.Live, "p", [TableOperation.Insert(Key(row), default, new[] { (byte)row })], Token);
        }
    }

    private void ChangeOnce(string key, int atTransaction)
    {
        var transactions = 0;
        _tables.BeforeCommit = async (_, _) =>
        {
            if (++transactions == atTransaction)
            {
                _tables.BeforeCommit = null;
                await _tables.CommitAsync(TableNames.Live, "p", [TableOperation.Upsert(key, default)], Token);
            }
        };
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Live, "p", string.Empty, null, headsOnly: true, Token))
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }
}

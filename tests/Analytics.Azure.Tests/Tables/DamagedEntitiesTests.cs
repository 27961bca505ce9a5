using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

/// <summary>
/// Entities that are not as they were written: damage is an error with the row's keys, and never a wrong or absent part.
/// </summary>
public sealed class DamagedEntitiesTests(AzuriteServer azurite) : IAsyncDisposable
{
    private const string Table = TableNames.Rollups;
    private readonly PrefixedTables _tables = new(azurite.Tables, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Theory]
    [InlineData("P_e_page", false, "the part 'e.page' does not match its checksum")]
    [InlineData("P1_e_page", false, "the part 'e.page' does not match its checksum")]
    [InlineData("P1_e_page", true, "the property P1_e_page of the part 'e.page' has 0 bytes instead of 4464")]
    [InlineData(RowEntity.Index, false, "the index of the parts does not match its checksum")]
    public async Task A_changed_or_missing_property_is_an_error_for_whoever_reads_that_part(
        string property,
        bool isRemoved,
        string expected
    )
    {
        await CommitAsync(bytes: 70_000);
        await ChangeAsync(entity => entity.RowKey == "h|1", property, isRemoved);

        var point = await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await _tables.ReadAsync(Table, "shop", "h|1", ["e.page"], Stop)
        );
        await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await _tables.ReadRangeAsync(Table, "shop", "", null, ["e.page"], Stop).CountAsync(Stop)
        );

        Assert.Contains("The row 'h|1' of partition 'shop' in table", point.Message, StringComparison.Ordinal);
        Assert.Contains(expected, point.Message, StringComparison.Ordinal);
        Assert.Equal("body"u8.ToArray(), (await _tables.ReadAsync(Table, "shop", "h|1", Stop))!.Body.ToArray());
        if (property != RowEntity.Index)
        {
            Assert.Equal(70_000, (await _tables.ReadAsync(Table, "shop", "h|1", ["e.name"], Stop))!.Parts["e.name"].Length);
        }
    }

    [Theory]
    [InlineData(".p00", "P_e_page", false, "the part 'e.page' does not match its checksum")]
    [InlineData(".p01", "P10_e_page", true, "the property P10_e_page of the part 'e.page' has 0 bytes instead of 44640")]
    public async Task A_changed_or_missing_property_of_the_overflow_is_an_error_too(
        string entityName,
        string property,
        bool isRemoved,
        string expected
    )
    {
        await CommitAsync(bytes: 700_000);
        await ChangeAsync(entity => entity.RowKey.EndsWith(entityName, StringComparison.Ordinal), property, isRemoved);

        var exception = await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await _tables.ReadAsync(Table, "shop", "h|1", ["e.page"], Stop)
        );

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Equal(700_000, (await _tables.ReadAsync(Table, "shop", "h|1", ["e.name"], Stop))!.Parts["e.name"].Length);
    }

    [Fact]
    public async Task A_missing_entity_of_the_overflow_is_an_error_that_says_where_rows_come_back_from()
    {
        await CommitAsync(bytes: 700_000);
        var entity = await FindAsync(entity => entity.RowKey.EndsWith(".p01", StringComparison.Ordinal));
        await _tables.Client(Table).DeleteEntityAsync(entity, cancellationToken: Stop);

        var exception = await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await _tables.ReadAsync(Table, "shop", "h|1", ["e.page"], Stop)
        );

        Assert.Contains("its overflow is missing", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Delete the row. {TableRemedies.Of(_tables.Client(Table).Name)}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_the_overflow_that_lost_bytes_is_an_error()
    {
        await _tables.CommitAsync(Table, "shop", [TableOperation.Insert("h|1", new byte[900_000])], Stop);
        await ChangeAsync(entity => entity.RowKey.EndsWith(".01", StringComparison.Ordinal), "Body03", isRemoved: true);

        await Assert.ThrowsAsync<TableCorruptException>(async () => await _tables.ReadAsync(Table, "shop", "h|1", Stop));
    }

    private async Task CommitAsync(int bytes)
    {
        var row = TableOperation.Insert("h|1", "body"u8.ToArray()) with
        {
            Parts = [new("e.page", new byte[bytes]), new("e.name", new byte[bytes])],
        };
        Assert.True((await _tables.CommitAsync(Table, "shop", [row], Stop)).Committed);
    }

    private async Task ChangeAsync(Func<TableEntity, bool> isWanted, string property, bool isRemoved)
    {
        var entity = await FindAsync(isWanted);
        var bytes = entity.GetBinary(property);
        Assert.NotNull(bytes);
        bytes[^1] ^= 4;
        entity[property] = bytes;
        if (isRemoved)
        {
            entity.Remove(property);
        }

        await _tables.Client(Table).UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Replace, Stop);
    }

    private async Task<TableEntity> FindAsync(Func<TableEntity, bool> isWanted)
    {
        await foreach (var entity in _tables.Client(Table).QueryAsync<TableEntity>(cancellationToken: Stop))
        {
            if (isWanted(entity))
            {
                return entity;
            }
        }

        throw new InvalidOperationException("No entity of the table is the wanted one.");
    }
}

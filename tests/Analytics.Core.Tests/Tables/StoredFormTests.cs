using Analytics.Core.Bytes;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Tables;

/// <summary>Bytes that no version wrote are damage, and the error says which row it is and what to do.</summary>
public sealed class StoredFormTests
{
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_time_that_no_clock_has_is_damage()
    {
        var sink = new ByteSink();
        sink.Varint(1);
        sink.Varint(long.MaxValue);
        await _tables.CommitAsync(TableNames.Live, LiveRow.PartitionKey(3), [TableOperation.Insert("watermark", sink.ToArray())], Token);

        var damage = await Assert.ThrowsAsync<TableCorruptException>(async () => await Watermark.ReadAsync(_tables, 3, Token));

        Assert.StartsWith("The watermark of partition 3 is damaged: ", damage.Message, StringComparison.Ordinal);
        Assert.EndsWith(" " + TableRemedies.Watermark, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_storage_is_not_damage() =>
        Assert.Throws<IOException>(() =>
            StoredForm.Read<int>(() => throw new IOException("The disk is busy."), "The row", TableRemedies.Watermark)
        );
}

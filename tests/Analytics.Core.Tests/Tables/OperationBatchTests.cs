using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Tables;

/// <summary>A batch takes what a transaction holds, to the byte, and the operations of every transaction count.</summary>
public sealed class OperationBatchTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void It_takes_as_many_bytes_as_a_transaction(int beyond, bool isTaken)
    {
        var batch = new OperationBatch(TableOperation.Upsert("mark", new byte[16]));
        Assert.True(batch.TryAdd(TableOperation.Upsert("a", new byte[1_000])));

        var last = TableOperation.Upsert("b", new byte[TableLimits.MaxTransactionBytes - 1_016 + beyond]);

        Assert.Equal(isTaken, batch.TryAdd(last));
        if (isTaken)
        {
            TableRules.CheckTransaction("site", batch.Operations);
        }

        batch.Clear();
        Assert.True(batch.IsEmpty);
        Assert.True(batch.TryAdd(last));
        Assert.Equal(["mark", "b"], batch.Operations.Select(operation => operation.RowKey));
    }

    [Fact]
    public void It_takes_as_many_operations_as_a_transaction()
    {
        var batch = new OperationBatch(TableOperation.Upsert("mark", default));
        for (var i = 1; i < TableLimits.MaxOperations; i++)
        {
            Assert.True(batch.TryAdd(TableOperation.Upsert($"{i}", default)));
        }

        Assert.False(batch.TryAdd(TableOperation.Upsert("one more", default)));
        TableRules.CheckTransaction("site", batch.Operations);
    }
}

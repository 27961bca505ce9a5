using Analytics.Azure.Tables;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class TransactionPlanTests
{
    [Fact]
    public void A_usual_batch_is_wholly_inline()
    {
        var operations = Enumerable
            .Range(0, 65)
            .Select(i => TableOperation.Insert($"b{i:D2}|0000000000000000001", new byte[25_000], new byte[24]))
            .ToList();

        var plan = new TransactionPlan("0001", operations);

        Assert.All(Enumerable.Range(0, operations.Count), i => Assert.False(plan.Overflows(i)));
    }

    [Fact]
    public void A_body_over_an_entity_overflows_and_the_others_stay()
    {
        var plan = new TransactionPlan(
            "pk",
            [TableOperation.Insert("a", new byte[RowEntity.MaxContentBytes + 1]), TableOperation.Insert("b", new byte[100])]
        );

        Assert.True(plan.Overflows(0));
        Assert.False(plan.Overflows(1));
    }

    [Fact]
    public void The_largest_bodies_leave_a_transaction_that_is_too_large()
    {
        var plan = new TransactionPlan(
            "pk",
            [.. Enumerable.Range(1, 5).Select(i => TableOperation.Upsert($"{i}", new byte[i * 200_000]))]
        );

        Assert.Equal([false, false, false, true, true], Enumerable.Range(0, 5).Select(plan.Overflows));
        Assert.All(Enumerable.Range(0, 5), i => Assert.False(plan.HeadOverflows(i)));
    }

    [Fact]
    public void Heads_leave_only_when_they_alone_are_too_much()
    {
        var plan = new TransactionPlan(
            "pk",
            [.. Enumerable.Range(0, 65).Select(i => TableOperation.Upsert($"{i}", default, new byte[TableLimits.MaxHeadBytes]))]
        );

        Assert.Contains(Enumerable.Range(0, 65), plan.HeadOverflows);
        Assert.Contains(Enumerable.Range(0, 65), i => !plan.HeadOverflows(i));
    }
}

using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Visitors;

public sealed class VisitorIdsTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void Daily_ids_are_even_and_persistent_ones_odd_and_none_is_zero()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var text = BitConverter.GetBytes(i);
            var daily = VisitorIds.Daily(Salt, "a.com"u8, text, "agent"u8);
            Assert.Equal(0UL, daily & 1);
            Assert.NotEqual(0UL, daily);
            Assert.Equal(1UL, VisitorIds.Persistent("a.com"u8, text) & 1);
            Assert.Equal(0UL, VisitorIds.OfDay(Salt, i, "a.com"u8, text, "agent"u8) & 1);
        }
    }

    [Fact]
    public void Each_part_of_the_input_changes_the_id()
    {
        byte[] other = [.. Salt.Reverse()];
        ulong[] ids =
        [
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.4"u8, "agent"u8),
            VisitorIds.Daily(other, "a.com"u8, "1.2.3.4"u8, "agent"u8),
            VisitorIds.Daily(Salt, "b.com"u8, "1.2.3.4"u8, "agent"u8),
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.5"u8, "agent"u8),
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.4"u8, "agenT"u8),
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.4a"u8, "gent"u8),
            VisitorIds.OfDay(Salt, 1, "a.com"u8, "1.2.3.4"u8, "agent"u8),
            VisitorIds.OfDay(Salt, 2, "a.com"u8, "1.2.3.4"u8, "agent"u8),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Long_inputs_give_the_same_id_each_time()
    {
        var agent = new byte[5_000];

        Assert.Equal(
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.4"u8, agent),
            VisitorIds.Daily(Salt, "a.com"u8, "1.2.3.4"u8, agent.ToArray())
        );
    }

    /// <summary>Stored ids: these values must never change.</summary>
    [Fact]
    public void The_ids_are_specified()
    {
        Assert.Equal(GoldenPersistent, VisitorIds.Persistent("example.com"u8, "user-1"u8));
        Assert.Equal(GoldenImported, VisitorIds.OfDay(Salt, 735_734, "example.com"u8, "83.149.9.216"u8, "agent"u8));
    }

    private const ulong GoldenPersistent = 17738545988500766183UL;
    private const ulong GoldenImported = 11587482480880574574UL;
}

using Analytics.Azure.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class TableKeysTests
{
    private const string Characters = " !\"$%&'a~0.1p";

    [Fact]
    public void Keys_come_back_and_keep_their_order()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (Key(random), Key(random));

            Assert.Equal(a, TableKeys.Unescape(TableKeys.Escape(a)));
            Assert.Equal(
                Math.Sign(string.CompareOrdinal(a, b)),
                Math.Sign(string.CompareOrdinal(TableKeys.Escape(a), TableKeys.Escape(b)))
            );
        }
    }

    [Fact]
    public void No_key_needs_a_per_cent_sign() => Assert.DoesNotContain('%', TableKeys.Escape("100% $1 %41"));

    [Fact]
    public void No_partition_is_where_the_overflow_of_another_is()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.NotEqual(TableKeys.Escape(Key(random)), TableKeys.OverflowPartition(Key(random)));
        }
    }

    private static string Key(Random random) => new([.. random.GetItems<char>(Characters, random.Next(6))]);
}

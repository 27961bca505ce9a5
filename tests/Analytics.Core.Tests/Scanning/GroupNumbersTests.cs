using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class GroupNumbersTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 100)]
    [InlineData(3, 20)]
    [InlineData(3, 3_000)]
    [InlineData(10, 4)]
    [InlineData(10, 3_000)]
    [InlineData(20, 1_000_000)]
    public void Groups_are_the_different_combinations_in_order_of_appearance(int dimensions, int values)
    {
        var random = new Random(dimensions + values);
        using var groups = new GroupNumbers(dimensions, buckets: 7);
        var expected = new List<string>();
        var numbers = new Dictionary<string, int>();
        var codes = new int[dimensions + 1];
        for (var row = 0; row < 5_000; row++)
        {
            for (var i = 0; i < dimensions; i++)
            {
                // Large codes come late, so that capacities must grow.
                codes[i] = random.Next(random.Next(40) == 0 ? Math.Max(1, values * row / 5_000) : Math.Min(3, values));
                groups.Reserve(i, codes[i]);
            }

            codes[dimensions] = random.Next(7);
            var combination = string.Join('|', codes);
            if (numbers.TryAdd(combination, expected.Count))
            {
                expected.Add(combination);
            }

            Assert.Equal(numbers[combination], groups.Number(codes));
        }

        Assert.Equal(
            expected,
            Enumerable
                .Range(0, groups.Count)
                .Select(group =>
                {
                    groups.Read(group, codes);
                    return string.Join('|', codes);
                })
        );
    }

    [Fact]
    public void Dimensions_whose_combinations_exceed_128_bits_do_not_share_groups()
    {
        // 2^20 codes each: in a number of 128 bits only the last six dimensions would be left.
        using var groups = new GroupNumbers(dimensions: 10, buckets: 2);
        for (var i = 0; i < 10; i++)
        {
            groups.Reserve(i, (1 << 20) - 1);
        }

        int[] zero = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        int[] first = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
        int[] later = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        Assert.Equal(
            [0, 1, 2, 0, 1],
            [groups.Number(zero), groups.Number(first), groups.Number(later), groups.Number(zero), groups.Number(first)]
        );
    }

    [Fact]
    public void Forgotten_groups_are_numbered_from_the_beginning()
    {
        using var groups = new GroupNumbers(dimensions: 1, buckets: 1);
        groups.Reserve(0, 10);
        Assert.Equal([0, 1], [groups.Number([7, 0]), groups.Number([3, 0])]);
        groups.Clear();
        Assert.Equal([0, 1], [groups.Number([3, 0]), groups.Number([7, 0])]);
    }
}

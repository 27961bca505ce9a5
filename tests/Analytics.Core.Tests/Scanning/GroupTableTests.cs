using System.Text;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Scanning;

public sealed class GroupTableTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(3, 20)]
    [InlineData(3, 300)]
    [InlineData(10, 4)]
    [InlineData(10, 300)]
    [InlineData(20, 300)]
    public void Groups_are_the_different_combinations_in_order_of_appearance(int dimensions, int values)
    {
        const int Rows = 5_000;
        var random = new Random(dimensions + values);
        var texts = Texts(values);
        var columns = Enumerable.Range(0, dimensions)
            .Select(i => new ScanColumn(i % 2 == 0, texts, [.. Enumerable.Range(0, Rows).Select(_ => random.Next(3) - 1 + (random.Next(40) == 0 ? random.Next(values - 1) : 0))]))
            .ToArray();
        var table = new GroupTable(buckets: 7, columns);
        var expected = new List<string>();
        for (var row = 0; row < Rows; row++)
        {
            var combination = string.Join('|', columns.Select(column => column.Codes![row]).Prepend(row % 7));
            if (!expected.Contains(combination))
            {
                expected.Add(combination);
            }

            Assert.Equal(expected.IndexOf(combination), table.Group(row % 7, row, row));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.Equal(expected, Enumerable.Range(0, table.Count).Select(group => string.Join(
            '|', table[group].Values.Select(text => text is null ? "-1" : text[1..]).Prepend($"{table[group].Bucket}"))));
    }

    [Fact]
    public void Dimensions_whose_combinations_exceed_128_bits_do_not_share_groups()
    {
        // 2^20 codes each: in a number of 128 bits only the last six dimensions would be left.
        var texts = new Utf8Texts(ReadOnlyMemory<byte>.Empty, new int[(1 << 20) - 1]);
        var columns = Enumerable.Range(0, 10).Select(i => new ScanColumn(true, texts, [0, i < 4 ? 1 : 0])).ToArray();
        var table = new GroupTable(buckets: 2, columns);

        Assert.Equal([0, 1, 2], [table.Group(0, 0, 0), table.Group(0, 1, 1), table.Group(1, 0, 0)]);
        Assert.Equal(1, table[2].Bucket);
    }

    private static Utf8Texts Texts(int count)
    {
        var bytes = new List<byte>();
        var ends = new List<int>();
        for (var i = 0; i < count; i++)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes($"t{i}"));
            ends.Add(bytes.Count);
        }

        return new Utf8Texts(bytes.ToArray(), [.. ends]);
    }
}

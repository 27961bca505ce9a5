using System.Buffers;
using System.Text;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Text;

public sealed class CsvRecordsTests
{
    private const int MaxBytes = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fields_of_any_text_come_back_wherever_the_bytes_are_cut(int seed)
    {
        var random = new Random(seed);
        string[] texts = ["", "a", "a,b", "\"", "say \"\"hi\"\"", "two\nlines", "\r\n", "é\n,\"\n\"", "\"quoted\"", " x "];
        var rows = Enumerable
            .Range(0, 200)
            .Select(_ => Enumerable.Range(0, 4).Select(_ => random.GetItems(texts, 1)[0]).ToList())
            .ToList();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => string.Join(',', row.Select(Quote)) + "\n")));

        Assert.Equal(rows, Records(bytes, random).Select(record => CsvRecords.Split(record)!));

        string Quote(string text) =>
            random.Next(2) == 0 || text.AsSpan().ContainsAny("\",\r\n")
                ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                : text;
    }

    [Theory]
    [InlineData("a,\"b\nc,d\ne,f\n")]
    [InlineData("a,\"b\nc,d\ne,f")]
    public void A_quote_that_is_never_closed_costs_its_own_line_alone(string text)
    {
        var padding = new string('x', MaxBytes);

        Assert.Equal(["a,\"b", "c,d", "e,f"], Records(Encoding.UTF8.GetBytes(text), new Random(1)));
        Assert.Equal(["a,\"b", "c,d", padding], Records(Encoding.UTF8.GetBytes($"a,\"b\nc,d\n{padding}"), new Random(1)));
    }

    [Fact]
    public void A_quote_within_a_field_is_a_character() =>
        Assert.Equal(["5\" nail,x", "y,z"], Records("5\" nail,x\ny,z"u8.ToArray(), new Random(1)));

    private static IEnumerable<string> Records(byte[] bytes, Random random)
    {
        var records = new List<string>();
        for (int read = 0, taken = 0; taken < bytes.Length; )
        {
            read = Math.Min(bytes.Length, read + random.Next(1, 40));
            var before = new ReadOnlySequence<byte>(bytes, taken, read - taken);
            var rest = before;
            while (CsvRecords.TryTake(ref rest, read == bytes.Length, MaxBytes, out var record))
            {
                records.Add(Encoding.UTF8.GetString(record));
            }

            taken += (int)(before.Length - rest.Length);
        }

        return records;
    }
}

using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.CountedDays;

public sealed class CountedDayCodecTests
{
    private static readonly CountedDay Day = new(
        "Europe/Berlin",
        1_443_312_000,
        1_443_398_400,
        1_443_500_000,
        16_672,
        [0, 1, ulong.MaxValue]
    );

    private static readonly CountedGroup[] Groups =
    [
        new("/blog/zürich", Counts(300), [(1, 7), (2, 3), (31, 90)]),
        new("/blog", Counts(20), []),
        new("", Counts(1), [(5, 1)]),
    ];

    [Fact]
    public void A_day_is_decoded_as_it_was_encoded()
    {
        var day = CountedDayCodec.DecodeHead(CountedDayCodec.EncodeHead(Day))!;

        Assert.Equal(Day with { Sources = day.Sources }, day);
        Assert.Equal(Day.Sources, day.Sources);
        Assert.Equal((null, 1UL, null), (day.SourceOf(16_671), day.SourceOf(16_673), day.SourceOf(16_675)));
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(1, 293)]
    [InlineData(2, 290)]
    [InlineData(30, 290)]
    [InlineData(31, 200)]
    public void Visitors_are_those_who_were_not_there_on_the_days_before(int daysBefore, long expected)
    {
        var read = Read(CountedDayCodec.Encode(Groups), daysBefore);

        Assert.Equal(["", "/blog", "/blog/zürich"], read.Select(group => group.Value));
        Assert.Equal((expected, 301, 308), (read[2].Counts[0], read[2].Counts[1], read[2].Counts[8]));
        Assert.Equal(daysBefore < 5 ? 1 : 0, read[0].Counts[0]);
    }

    [Fact]
    public void Bytes_of_every_release_are_read()
    {
        const string head =
            "01020D4575726F70652F4265726C696E80E39CB00580A305E09FA8B005C084020300000000000000000100000000000000FFFFFFFFFFFFFFFF";
        const string part =
            "014317420000C4A09B377E7A83027EF308431E13B35222594C494C4BC100E510532E9591884DADEB87710970C4D296FFCBF1559B761D3A75E9D6A35766A6A719";

        Assert.Equal(head, Convert.ToHexString(CountedDayCodec.EncodeHead(Day)));
        Assert.Equal(Day.Sources, CountedDayCodec.DecodeHead(Convert.FromHexString(head))!.Sources);
        Assert.Null(CountedDayCodec.DecodeHead(Convert.FromHexString(head.Replace("01020D", "01010D", StringComparison.Ordinal))));
        Assert.Equal(
            Read(CountedDayCodec.Encode(Groups), 2).Select(group => $"{group.Value} {string.Join(' ', group.Counts)}"),
            Read(Convert.FromHexString(part), 2).Select(group => $"{group.Value} {string.Join(' ', group.Counts)}")
        );
    }

    [Fact]
    public void Damaged_bytes_are_told_from_others()
    {
        foreach (var bytes in (byte[][])[CountedDayCodec.EncodeHead(Day), CountedDayCodec.Encode(Groups)])
        {
            for (var i = 0; i < bytes.Length * 8; i++)
            {
                byte[] damaged = [.. bytes];
                damaged[i / 8] ^= (byte)(1 << (i % 8));
                AssertReadsOrSaysSo(damaged);
                AssertReadsOrSaysSo(damaged[..(i / 8)]);
            }
        }
    }

    private static void AssertReadsOrSaysSo(byte[] bytes)
    {
        CountedDayCodec.TryDecodeHead(bytes);
        try
        {
            Read(bytes, 3);
        }
        catch (InvalidDataException)
        {
            // As it should be.
        }
    }

    private static List<(string Value, long[] Counts)> Read(byte[] bytes, int daysBefore)
    {
        var groups = new List<(string, long[])>();
        CountedDayCodec.Read(bytes, daysBefore, Add);
        return groups;

        void Add(string value, in GroupCounts counts, int returned)
        {
            long[] others = [.. counts];
            others[(int)ScanCounter.Visitors] -= returned;
            groups.Add((value, others));
        }
    }

    /// <summary>Counts that differ by one each.</summary>
    private static GroupCounts Counts(long first)
    {
        var counts = default(GroupCounts);
        for (var i = 0; i <= (int)ScanCounter.VisitSeconds; i++)
        {
            counts[i] = first + i;
        }

        return counts;
    }
}

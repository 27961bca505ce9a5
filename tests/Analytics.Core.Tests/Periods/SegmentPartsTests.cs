using Analytics.Core.Bytes;
using Analytics.Core.Dimensions;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Tests.Periods;

/// <summary>A segment in parts is the segment, and a question needs no more parts than its columns.</summary>
public sealed class SegmentPartsTests
{
    private static readonly Rollup Rows = RandomRollups.Part(RandomRollups.Events(new Random(7), 300, 50, keys: true));
    private static readonly EncodedRollup Encoded = new RollupEncoder().Encode(Rows, compress: true, summarise: true);

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(1_000_000)]
    public void All_parts_together_are_the_rows(int smallBytes)
    {
        var parts = Split(smallBytes);
        var directory = SegmentParts.OpenDirectory(parts[SegmentParts.Directory]);
        Assert.Subset(parts.Keys.ToHashSet(), SegmentParts.NamesOf(directory, null).ToHashSet());
        Assert.Equal(RollupText.Rows(Rows), RollupText.Rows(SegmentParts.Open(Encoded.Head, directory, parts)));
    }

    [Fact]
    public void A_question_reads_the_parts_of_its_columns_alone()
    {
        var parts = Split(0);
        var wanted = new WantedColumns([ColumnId.Visitors, ColumnId.FirstVisitText + (int)VisitDimension.Source], ["plan"]);
        var directory = SegmentParts.OpenDirectory(parts[SegmentParts.Directory]);
        var names = SegmentParts.NamesOf(directory, wanted);
        Assert.Equal(3, names.Count);
        var rows = SegmentParts.Open(Encoded.Head, directory, parts.Where(part => names.Contains(part.Key)).ToDictionary());
        Assert.Equal(Rows.Columns.Visitors.Value, rows.Columns.Visitors.Value);
        Assert.Equal(Rows.Columns.Properties.Of("plan")!.Rows, rows.Columns.Properties.Of("plan")!.Rows);
        Assert.Contains(
            "is not there",
            Assert.Throws<InvalidDataException>(() => rows.Columns.Event(EventDimension.Page)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void Properties_that_share_a_column_are_read_where_one_is_asked_for_that_has_none(int smallBytes)
    {
        var many = RandomRollups.Part(RandomRollups.Events(new Random(9), 1500, 50), rareKeys: 3);
        var encoded = new RollupEncoder().Encode(many, compress: true, summarise: true);
        var parts = SegmentParts.Split(encoded, edges: null, smallBytes).ToDictionary(part => part.Name, part => part.Content);
        var directory = SegmentParts.OpenDirectory(parts[SegmentParts.Directory]);
        var (common, rare) = (many.Columns.Properties.Common[0].Key, many.Columns.Properties.Rare.Value.Keys.TextOf(5));
        Assert.Equal(PropertyColumns.MaxCommon, many.Columns.Properties.Common.Count);
        Assert.Equal(RollupText.Rows(many), RollupText.Rows(SegmentParts.Open(encoded.Head, directory, parts)));
        foreach (var (key, hasRare) in new[] { (common, false), (rare, true), ("unknown", true) })
        {
            var names = SegmentParts.NamesOf(directory, new([], [key]));
            Assert.Equal(hasRare && smallBytes == 0, names.Contains($"c{(int)ColumnId.RareProperties}"));
            var rows = SegmentParts.Open(encoded.Head, directory, parts.Where(part => names.Contains(part.Key)).ToDictionary());
            Assert.Equal(many.Columns.Properties.Of(key)?.Rows, rows.Columns.Properties.Of(key)?.Rows);
            Assert.Equal(key != "unknown", rows.Columns.Properties.Of(key) is not null);
        }
    }

    [Fact]
    public void A_flipped_bit_and_an_unknown_version_are_damage()
    {
        var part = Split(0)[SegmentParts.Directory].ToArray();
        for (var i = 0; i < part.Length; i++)
        {
            part[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => SegmentParts.OpenDirectory(part));
            part[i] ^= 4;
        }

        var sink = new ByteSink();
        sink.Byte(9);
        sink.Bytes(part.AsSpan(1, part.Length - 9));
        sink.Fixed64(XxHash64.Hash(sink.Written));
        var error = Assert.Throws<InvalidDataException>(() => SegmentParts.OpenDirectory(sink.ToArray()));
        Assert.Contains("Version 9", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Split(int smallBytes) =>
        SegmentParts.Split(Encoded, edges: null, smallBytes).ToDictionary(part => part.Name, part => part.Content, StringComparer.Ordinal);
}

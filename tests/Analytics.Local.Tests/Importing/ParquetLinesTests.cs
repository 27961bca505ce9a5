using System.IO.Pipelines;
using System.Text;
using Analytics.Core.EventLog;
using Analytics.Local.Importing;
using Parquet;
using Parquet.Schema;

namespace Analytics.Local.Tests.Importing;

/// <summary>Parquet files of other tools.</summary>
public sealed class ParquetLinesTests
{
    private const string Line = "{\"timestamp\":1748736000000,\"dimensions\":{}}";
    private static readonly DataField<long> Timestamp = new("timestamp");
    private static readonly DataField<string> Unknown = new("something_else");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_largest_row_group_is_read_and_one_row_more_is_refused_with_what_to_do()
    {
        Assert.Equal(Line, await FirstLineAsync(await WriteAsync(ParquetLines.MaxGroupRows)));

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await FirstLineAsync(await WriteAsync(ParquetLines.MaxGroupRows + 1))
        );

        Assert.Contains(
            "a.parquet is a Parquet file that cannot be read: row group 1 of 1 has 1048577 rows, more than 1048576. "
                + "Write the file again with smaller row groups",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Columns_are_bounded_by_their_bytes_before_compression()
    {
        Assert.Null(ParquetLines.Problem("row group 2 of 3", 1, ParquetLines.MaxGroupBytes));
        Assert.StartsWith(
            "row group 2 of 3 has 268435457 bytes, more than 268435456. Write",
            ParquetLines.Problem("row group 2 of 3", 1, ParquetLines.MaxGroupBytes + 1),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(-1)]
    [InlineData(-40)]
    public async Task A_file_that_is_cut_off_is_named_with_what_to_do(int length)
    {
        var whole = ((MemoryStream)await WriteAsync(10)).ToArray();

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() =>
            FirstLineAsync(new MemoryStream(whole[..(length < 0 ? whole.Length + length : length)]))
        );

        Assert.StartsWith("a.parquet is a Parquet file that is cut off", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Copy or export it again.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_no_event_has_are_not_read()
    {
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Timestamp, Unknown), file, cancellationToken: Stop))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(
                Timestamp,
                new ReadOnlyMemory<long>([1_748_736_000_000]),
                cancellationToken: TestContext.Current.CancellationToken
            );
            await group.WriteAsync(Unknown, [new string('x', 1_000)]);
            group.CompleteValidate();
        }

        var bytes = file.ToArray();
        await using (var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes), cancellationToken: Stop))
        {
            using var group = reader.OpenRowGroupReader(0);
            var column = group.GetMetadata(reader.Schema.DataFields[1])!.MetaData!;
            var start = Math.Min(column.DataPageOffset, column.DictionaryPageOffset ?? long.MaxValue);
            bytes.AsSpan((int)start, (int)column.TotalCompressedSize).Fill(0xFF);
        }

        Assert.Equal(Line, await FirstLineAsync(new MemoryStream(bytes)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_that_repeat_share_their_memory(bool optional)
    {
        var field = new DataField<string>("page", optional);
        await using var reader = await ParquetReader.CreateAsync(
            await WriteAsync(field, [.. Enumerable.Repeat("/page", 100)]),
            cancellationToken: Stop
        );
        using var group = reader.OpenRowGroupReader(0);

        var texts = await ParquetLines.ReadTextsAsync(group, reader.Schema.DataFields[0], Stop);

        Assert.Equal("/page", texts[0].ToString());
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    [Fact]
    public async Task A_row_with_a_text_longer_than_an_event_is_a_line_that_is_skipped()
    {
        var field = new DataField<string>("page");
        string[] pages = [new('x', EventLimits.EventBytes), new('x', EventLimits.EventBytes + 1), "/short"];

        var lines = await LinesAsync(await WriteAsync(field, pages));

        Assert.Equal(3, lines.Count);
        Assert.Contains(pages[0], lines[0], StringComparison.Ordinal);
        Assert.Equal("\"a text of this row is longer than an event\"", lines[1]);
        Assert.Contains("/short", lines[2], StringComparison.Ordinal);
    }

    private static async Task<Stream> WriteAsync(DataField<string> field, string[] values)
    {
        var file = new MemoryStream();
        var options = new ParquetOptions { ColumnEncodingHints = { [field.Name] = EncodingHint.Dictionary } };
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), file, options, cancellationToken: Stop))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(field, values);
            group.CompleteValidate();
        }

        file.Position = 0;
        return file;
    }

    private static async Task<Stream> WriteAsync(int rows)
    {
        var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Timestamp), file, cancellationToken: Stop))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(Timestamp, new ReadOnlyMemory<long>([.. Enumerable.Repeat(1_748_736_000_000, rows)]));
            group.CompleteValidate();
        }

        file.Position = 0;
        return file;
    }

    private static async Task<string?> FirstLineAsync(Stream file) => (await LinesAsync(file, 1)).FirstOrDefault();

    private static async Task<List<string>> LinesAsync(Stream file, int most = int.MaxValue)
    {
        var pipe = new Pipe();
        var writing = ParquetLines.WriteAsync("a.parquet", file, pipe.Writer, Stop);
        try
        {
            using var reader = new StreamReader(pipe.Reader.AsStream(leaveOpen: true), Encoding.UTF8);
            var lines = new List<string>();
            while (lines.Count < most && await reader.ReadLineAsync(Stop) is { } line)
            {
                lines.Add(line);
            }

            return lines;
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }
}

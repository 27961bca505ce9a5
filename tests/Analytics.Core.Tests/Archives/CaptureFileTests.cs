using System.Text;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Archives;

public sealed class CaptureFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("captured-null")]
    [InlineData("captured-deflate")]
    [InlineData("captured-snappy")]
    public async Task Files_of_another_implementation_read_back(string file)
    {
        var records = await ReadAsync(Bytes(file));

        Assert.Equal([1, 2, 3, 4, 5], records.Select(record => record.SequenceNumber));
        Assert.Equal([5, 0, 20_000, 3_000, 300], records.Select(record => record.Body.Length));
        Assert.All(records, record => Assert.Equal(7, record.Partition));
        Assert.Equal("first", Encoding.UTF8.GetString(records[0].Body.Span));
        Assert.Equal(string.Concat(Enumerable.Repeat("abcdefghij", 2_000)), Encoding.UTF8.GetString(records[2].Body.Span));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (byte)(i % 7)), records[4].Body.ToArray());
        Assert.Equal(new DateTimeOffset(2026, 8, 30, 11, 13, 0, TimeSpan.Zero), records[0].EnqueuedTime);
        Assert.Equal(new DateTimeOffset(2026, 8, 30, 17, 13, 1, TimeSpan.Zero), records[1].EnqueuedTime);
    }

    [Fact]
    public async Task All_codecs_hold_the_same_random_bytes()
    {
        var plain = await ReadAsync(Bytes("captured-null"));

        foreach (var file in (string[])["captured-deflate", "captured-snappy"])
        {
            Assert.Equal(plain[3].Body.ToArray(), (await ReadAsync(Bytes(file)))[3].Body.ToArray());
        }
    }

    [Fact]
    public async Task A_window_without_messages_is_empty() => Assert.Empty(await ReadAsync(Bytes("captured-empty")));

    [Fact]
    public async Task A_file_that_Capture_did_not_write_is_refused()
    {
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Bytes("not-captured")));

        Assert.Contains("SequenceNumber", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("captured-null")]
    [InlineData("captured-deflate")]
    [InlineData("captured-snappy")]
    public async Task A_file_that_is_cut_off_gives_the_beginning_or_an_error_and_never_something_else(string file)
    {
        var bytes = Bytes(file);
        var whole = await ReadAsync(bytes);
        for (var length = 0; length < bytes.Length; length += 97)
        {
            var records = new List<LogRecord>();
            var failed = await TryReadAsync(bytes[..length], records);

            Assert.Equal(whole.Take(records.Count).Select(r => r.SequenceNumber), records.Select(r => r.SequenceNumber));
            Assert.True(failed || records.Count < whole.Count);
        }
    }

    [Theory]
    [InlineData("captured-null")]
    [InlineData("captured-deflate")]
    [InlineData("captured-snappy")]
    public async Task Damage_is_an_error_that_is_no_other_than_damage(string file)
    {
        var bytes = Bytes(file);
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));

            // Only InvalidDataException may come out; a changed body of the uncompressed file can't be noticed.
            await TryReadAsync(damaged, []);
        }
    }

    [Fact]
    public async Task Snappy_blocks_are_checked_by_their_checksum()
    {
        var bytes = Bytes("captured-snappy");
        var body = bytes.AsSpan().IndexOf("first"u8);
        bytes[body]++;

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes));

        Assert.Contains("checksum", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string file) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Archives", "Captured", $"{file}.avro"));

    private static async Task<List<LogRecord>> ReadAsync(byte[] bytes)
    {
        var records = new List<LogRecord>();
        await foreach (var record in CaptureFile.ReadAsync(new MemoryStream(bytes), 7, Stop))
        {
            records.Add(record);
        }

        return records;
    }

    private static async Task<bool> TryReadAsync(byte[] bytes, List<LogRecord> records)
    {
        try
        {
            await foreach (var record in CaptureFile.ReadAsync(new MemoryStream(bytes), 7, Stop))
            {
                records.Add(record);
            }

            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}

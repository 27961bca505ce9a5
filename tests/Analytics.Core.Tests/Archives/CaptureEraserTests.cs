using System.Text;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Archives;

public sealed class CaptureEraserTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_that_hold_it_are_rewritten_and_the_others_stay_as_they_are()
    {
        var files = new InMemoryCaptureFiles();
        files.Capture(0, Records(20), perFile: 4);
        var before = await ContentsAsync(files);

        await RunAsync(
            new(files, await HubAsync(20), number => number),
            upTo: 20,
            record => record.SequenceNumber is 6 or 7 or 20 ? "gone"u8.ToArray() : default(ReadOnlyMemory<byte>?)
        );

        var after = await ContentsAsync(files);
        Assert.Equal(before.Count, after.Count);
        Assert.Equal(2, before.Zip(after).Count(pair => !pair.First.AsSpan().SequenceEqual(pair.Second)));
        var records = await ReadAsync(files);
        Assert.Equal(Enumerable.Range(1, 20), records.Select(record => (int)record.SequenceNumber));
        Assert.Equal(Records(20).Select(record => record.EnqueuedTime), records.Select(record => record.EnqueuedTime));
        Assert.Equal(
            [6, 7, 20],
            records.Where(record => record.Body.Span.SequenceEqual("gone"u8)).Select(record => record.SequenceNumber)
        );
        Assert.DoesNotContain(after, bytes => bytes.AsSpan().IndexOf("secret 7."u8) >= 0);
    }

    [Fact]
    public async Task Messages_after_the_last_one_stay_though_they_are_in_its_file_and_a_later_call_reaches_them()
    {
        var files = new InMemoryCaptureFiles();
        files.Capture(0, Records(12), perFile: 4);
        var eraser = new CaptureEraser(files, await HubAsync(12), number => number);

        var cursor = await RunAsync(eraser, upTo: 6, _ => "gone"u8.ToArray());
        var first = await ErasedAsync(files);
        await RunAsync(eraser, upTo: 9, _ => "gone"u8.ToArray(), cursor);

        Assert.Equal([1, 2, 3, 4, 5, 6], first);
        var second = await ErasedAsync(files);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], second);
    }

    [Fact]
    public async Task What_is_not_captured_yet_is_awaited()
    {
        var files = new InMemoryCaptureFiles();
        files.Capture(0, Records(8), perFile: 4);
        var eraser = new CaptureEraser(files, await HubAsync(9), number => number);
        var first = await eraser.RewriteNextAsync(0, null, 9, _ => null, Stop);
        var cursor = first.Cursor;
        for (var piece = first; cursor != (piece = await TryAsync()).Cursor; cursor = piece.Cursor)
        {
            Assert.False(piece.IsLast);
        }

        await Assert.ThrowsAsync<IOException>(() => eraser.RewriteNextAsync(0, cursor, 9, _ => null, Stop));
        files.Write(0, Start.AddDays(1), Records(9)[8]);

        Assert.True((await eraser.RewriteNextAsync(0, cursor, 9, _ => null, Stop)).IsLast);

        async Task<RewrittenPiece> TryAsync()
        {
            try
            {
                return await eraser.RewriteNextAsync(0, cursor, 9, _ => null, Stop);
            }
            catch (IOException)
            {
                return new(cursor, IsLast: false);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_that_have_left_the_archive_by_its_lifecycle_are_not_awaited(bool hasYoungerInHub)
    {
        var hub = await HubAsync(hasYoungerInHub ? 9 : 8);
        var eraser = new CaptureEraser(new InMemoryCaptureFiles(), hub, number => number);
        hub.Forget(0, 7);
        await Assert.ThrowsAsync<IOException>(() => eraser.RewriteNextAsync(0, null, 8, _ => null, Stop));
        hub.Forget(0, 8);

        Assert.Equal(new(null, IsLast: true), await eraser.RewriteNextAsync(0, null, 8, _ => null, Stop));
    }

    [Fact]
    public async Task Files_after_those_that_have_left_the_archive_are_rewritten()
    {
        var files = new InMemoryCaptureFiles();
        var hub = await HubAsync(9);
        hub.Forget(0, 8);
        var eraser = new CaptureEraser(files, hub, number => number);
        var piece = await eraser.RewriteNextAsync(0, null, 8, _ => null, Stop);
        files.Write(0, Start, Records(9)[8]);

        var next = await eraser.RewriteNextAsync(0, piece.Cursor, 9, _ => "gone"u8.ToArray(), Stop);

        Assert.True(next.IsLast);
        Assert.Equal("gone"u8.ToArray(), Assert.Single(await ReadAsync(files)).Body.ToArray());
    }

    [Theory]
    [InlineData("captured-null.avro")]
    [InlineData("captured-deflate.avro")]
    [InlineData("captured-snappy.avro")]
    public async Task A_file_of_any_compression_keeps_all_messages_but_those_that_are_rewritten(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Repository.File($"tests/Analytics.Core.Tests/Archives/Captured/{name}"), Stop);
        var before = await CaptureFile.ReadAsync(new MemoryStream(bytes), 0, Stop).ToListAsync(Stop);
        var (copy, changed) = (new MemoryStream(), new MemoryStream());

        var (isChanged, last) = await CaptureRewriter.CopyAsync(new MemoryStream(bytes), 0, _ => null, copy, Stop);
        await CaptureRewriter.CopyAsync(
            new MemoryStream(bytes),
            0,
            record => record.SequenceNumber == last ? ReadOnlyMemory<byte>.Empty : default(ReadOnlyMemory<byte>?),
            changed,
            Stop
        );

        Assert.Equal((false, before[^1].SequenceNumber), (isChanged, last));
        Assert.Equal(
            before.Select(Text),
            (await CaptureFile.ReadAsync(new MemoryStream(copy.ToArray()), 0, Stop).ToListAsync(Stop)).Select(Text)
        );
        before[^1] = before[^1] with { Body = ReadOnlyMemory<byte>.Empty };
        Assert.Equal(
            before.Select(Text),
            (await CaptureFile.ReadAsync(new MemoryStream(changed.ToArray()), 0, Stop).ToListAsync(Stop)).Select(Text)
        );
    }

    private static string Text(LogRecord record) =>
        $"{record.SequenceNumber} {record.EnqueuedTime:O} {Convert.ToHexString(record.Body.Span)}";

    private static List<LogRecord> Records(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new LogRecord(0, i, Start.AddMinutes(i), Encoding.UTF8.GetBytes($"secret {i}.")))];

    private static async Task<InMemoryEventLog> HubAsync(int count)
    {
        var hub = new InMemoryEventLog(1);
        await hub.AppendAsync(0, [.. Records(count).Select(record => record.Body)], Stop);
        return hub;
    }

    private static async Task<long[]> ErasedAsync(InMemoryCaptureFiles files) =>
        [.. (await ReadAsync(files)).Where(record => record.Body.Span.SequenceEqual("gone"u8)).Select(record => record.SequenceNumber)];

    private static async Task<string?> RunAsync(
        CaptureEraser eraser,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        string? cursor = null
    )
    {
        for (var (isLast, pieces) = (false, 0); !isLast; pieces++)
        {
            Assert.True(pieces < 50);
            (cursor, isLast) = await eraser.RewriteNextAsync(0, cursor, upTo, rewrite, Stop);
        }

        return cursor;
    }

    private static async Task<List<LogRecord>> ReadAsync(InMemoryCaptureFiles files)
    {
        var records = new List<LogRecord>();
        await foreach (var (name, _) in files.ListAsync(0, Stop))
        {
            records.AddRange(await CaptureFile.ReadAsync(await files.OpenAsync(name, Stop), 0, Stop).ToListAsync(Stop));
        }

        return records;
    }

    private static async Task<List<byte[]>> ContentsAsync(InMemoryCaptureFiles files)
    {
        var contents = new List<byte[]>();
        await foreach (var (name, _) in files.ListAsync(0, Stop))
        {
            contents.Add(((MemoryStream)await files.OpenAsync(name, Stop)).ToArray());
        }

        return contents;
    }
}

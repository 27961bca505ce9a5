using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Archives;

public sealed class CapturedArchiveTests : IAsyncDisposable
{
    private const int Partition = 1;
    private static readonly DateTimeOffset Start = new(2026, 8, 30, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly InMemoryCaptureFiles _files = new();
    private readonly InMemoryEventLog _hub;
    private readonly CapturedArchive _archive;
    private IReadOnlyList<LogRecord> _sent = [];

    public CapturedArchiveTests()
    {
        _hub = new(2, _clock);
        _archive = new(_files, _hub);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _archive.DisposeAsync();

    [Fact]
    public async Task A_reader_meets_every_message_once_and_opens_every_file_once_and_goes_on_in_the_hub()
    {
        await SendAsync(1_000);
        _files.Capture(Partition, Records().Take(900), perFile: 20);
        _hub.Forget(Partition, 800);

        Assert.Equal(Numbers(1, 1_000), await ReadAllAsync(after: 0, maxBytes: 700));

        // One of the empty files tells what the others look like.
        Assert.Equal(45 + 1, _files.Opened.Count);
        Assert.Equal(46, _files.Opened.Distinct().Count());
        var captured = await _archive.ReadAsync(Partition, 0, int.MaxValue, Stop);
        Assert.Equal(Records().Take(900).Select(Text), captured.Select(Text));
    }

    [Fact]
    public async Task A_read_elsewhere_finds_its_file_in_a_few_opens()
    {
        await SendAsync(5_000);
        _files.Capture(Partition, Records(), perFile: 5);

        foreach (var after in (long[])[1, 4, 5, 2_500, 4_994, 4_999, 17])
        {
            _files.Opened.Clear();
            Assert.Equal(after + 1, (await _archive.ReadAsync(Partition, after, 1, Stop))[0].SequenceNumber);
            Assert.InRange(_files.Opened.Count, 1, 15);
        }

        _files.Opened.Clear();
        Assert.Empty(await _archive.ReadAsync(Partition, 5_000, 1, Stop));
        Assert.InRange(_files.Opened.Count, 1, 15);
    }

    [Fact]
    public async Task Any_pattern_of_quiet_windows_and_any_places_of_reading_give_the_right_messages()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var files = new InMemoryCaptureFiles();
            var hub = new InMemoryEventLog(1, _clock);
            for (var window = 0; window < 40; window++)
            {
                var first = (int)await hub.LastSequenceNumberAsync(0, Stop);
                for (var i = random.Next(3) == 0 ? random.Next(5) : 0; i > 0; i--)
                {
                    await hub.AppendAsync(0, new byte[random.Next(10)], Stop);
                }

                if (window < 35)
                {
                    files.Write(0, Start.AddMinutes(5 * window), hub.Records(0).Skip(first));
                }
            }

            await using var archive = new CapturedArchive(files, hub);
            var count = hub.Records(0).Count;
            for (var read = 0; read < 20; read++)
            {
                var after = random.Next(count + 1);
                var records = await archive.ReadAsync(0, after, random.Next(1, 30), Stop);
                Assert.Equal(Numbers(after + 1, after + records.Count), records.Select(record => record.SequenceNumber));
                Assert.Equal(after == count, records.Count == 0);
            }
        }
    }

    [Fact]
    public async Task Messages_that_were_captured_twice_are_read_once()
    {
        await SendAsync(30);
        _files.Write(Partition, Start, Records().Take(10));
        _files.Write(Partition, Start.AddMinutes(5), Records().Skip(5).Take(10));
        _files.Write(Partition, Start.AddMinutes(10), Records().Skip(5).Take(25));

        Assert.Equal(Numbers(1, 30), await ReadAllAsync(after: 0, maxBytes: 3));
        Assert.Equal(Numbers(8, 30), await ReadAllAsync(after: 7, maxBytes: int.MaxValue));
    }

    [Fact]
    public async Task Missing_messages_are_an_error_that_names_them_and_the_file()
    {
        await SendAsync(30);
        _files.Write(Partition, Start, Records().Take(10));
        _files.Write(Partition, Start.AddMinutes(10), Records().Skip(15));

        var gap = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(after: 0, maxBytes: 1));

        Assert.Contains("partition 1 lacks the messages 11 to 15", gap.Message, StringComparison.Ordinal);
        Assert.Contains("1/2026/08/30/00/10/00", gap.Message, StringComparison.Ordinal);
        Assert.Contains("Restore", gap.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await _archive.ReadAsync(Partition, 12, 1, Stop));
        _files.Write(Partition, Start.AddMinutes(5), Records().Skip(10).Take(5));
        Assert.Equal(Numbers(1, 30), await ReadAllAsync(after: 0, maxBytes: 1));
    }

    [Fact]
    public async Task Messages_that_left_the_hub_before_they_were_captured_are_an_error()
    {
        await SendAsync(30);
        _files.Write(Partition, Start, Records().Take(10));
        _hub.Forget(Partition, 12);
        Assert.Contains(
            "11 to 12",
            (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(0, 1))).Message,
            StringComparison.Ordinal
        );

        // Also if nothing follows, where a reader could take it for the end.
        _hub.Forget(Partition, 30);
        Assert.Contains(
            "11 to 30",
            (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(0, 1))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_captured_while_a_reader_reads_may_leave_the_hub()
    {
        await SendAsync(30);
        _files.Capture(Partition, Records().Take(10), perFile: 5);
        Assert.Equal(3, (await _archive.ReadAsync(Partition, 0, 5, Stop)).Count);

        _files.Capture(Partition, Records().Skip(10).Take(10), perFile: 5);
        _hub.Forget(Partition, 20);

        Assert.Equal(Numbers(4, 30), await ReadAllAsync(after: 3, maxBytes: 3));
    }

    [Fact]
    public async Task A_file_that_fails_to_open_or_goes_away_loses_nothing()
    {
        await SendAsync(20);
        _files.Capture(Partition, Records(), perFile: 5);
        Assert.Equal(3, (await _archive.ReadAsync(Partition, 0, 5, Stop)).Count);
        _files.Opening = name => throw new IOException($"{name} is busy");

        await Assert.ThrowsAsync<IOException>(async () => await _archive.ReadAsync(Partition, 3, 10, Stop));
        _files.Opening = null;
        Assert.Equal(Numbers(4, 20), await ReadAllAsync(after: 3, maxBytes: 2));

        // Retention takes the first file after it was listed.
        var first = _files
            .Opened.Order(Comparer<CaptureName>.Create((a, b) => a.Window.CompareTo(b.Window)))
            .First(name => name.Window >= Start);
        _files.Delete(Partition, first.Window);
        await ReadAllAsync(after: 12, maxBytes: 100);
        Assert.Equal(Numbers(13, 20), await ReadAllAsync(after: 12, maxBytes: 100));
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        await SendAsync(20);
        _files.Capture(Partition, Records(), perFile: 5);
        using var cancel = new CancellationTokenSource();
        _files.Opening = _ =>
        {
            if (_files.Opened.Count == 2)
            {
                cancel.Cancel();
            }
        };

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _archive.ReadAsync(Partition, 0, 1_000, cancel.Token)
        );

        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Equal(Numbers(1, 20), await ReadAllAsync(after: 0, maxBytes: 1_000));
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        await SendAsync(5);
        _files.Write(Partition, Start, Records());
        _files.Damage(Partition, Start);

        var damage = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(0, 1));

        Assert.Contains("1/2026/08/30/00/00/00", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_at_several_places_at_once_do_not_disturb_each_other()
    {
        await SendAsync(400);
        _files.Capture(Partition, Records().Take(350), perFile: 10);

        var reads = Enumerable.Range(0, 6).Select(i => Task.Run(() => ReadAllAsync(after: i * 60, maxBytes: 25)));

        foreach (var (numbers, i) in (await Task.WhenAll(reads)).Select((numbers, i) => (numbers, i)))
        {
            Assert.Equal(Numbers((i * 60) + 1, 400), numbers);
        }
    }

    [Fact]
    public async Task The_oldest_message_is_found_without_listing_everything_and_is_remembered()
    {
        await SendAsync(1_000);
        _files.Write(Partition, Start.AddHours(-2));
        _files.Write(Partition, Start.AddHours(-1));
        _files.Capture(Partition, Records().Skip(100), perFile: 1);

        Assert.Equal(101, (await _archive.OldestAsync(Partition, Stop))!.Value.SequenceNumber);
        Assert.InRange(_files.Listed, 1, 5);
        Assert.Equal(2, _files.Opened.Count);
        Assert.Equal(101, (await _archive.OldestAsync(Partition, Stop))!.Value.SequenceNumber);
        Assert.Equal(2, _files.Opened.Count);

        _files.Delete(Partition, Start.AddSeconds(100 * 7));
        Assert.Equal(102, (await _archive.OldestAsync(Partition, Stop))!.Value.SequenceNumber);
    }

    [Fact]
    public async Task Before_anything_is_captured_the_hub_is_the_archive()
    {
        Assert.Null(await _archive.OldestAsync(Partition, Stop));
        Assert.Equal(0, await _archive.SeekAsync(Partition, Start, Stop));
        await SendAsync(100);
        _hub.Forget(Partition, 10);
        _files.Write(Partition, Start);

        Assert.Equal(11, (await _archive.OldestAsync(Partition, Stop))!.Value.SequenceNumber);
        Assert.Equal(50, await _archive.SeekAsync(Partition, Start.AddSeconds(50 * 7), Stop));
        Assert.Equal(Numbers(11, 100), await ReadAllAsync(after: 0, maxBytes: 10));
    }

    [Fact]
    public async Task A_search_ends_before_the_first_message_of_the_time_and_at_most_two_hours_before_it()
    {
        await SendAsync(3_000);
        _files.Capture(Partition, Records().Take(2_900), perFile: 10);

        for (var i = 0; i < 3_000; i += 77)
        {
            var from = Start.AddSeconds(i * 7);
            var after = await _archive.SeekAsync(Partition, from, Stop);

            Assert.InRange(after, Math.Max(0, i - (2 * 3600 / 7)), i);
        }
    }

    [Fact]
    public async Task A_search_behind_everything_ends_at_what_there_is()
    {
        await SendAsync(100);
        _files.Capture(Partition, Records(), perFile: 10);
        Assert.Equal(100, await _archive.SeekAsync(Partition, Start.AddDays(9), Stop));

        // The hub has forgotten all, and nothing was sent for days.
        _hub.Forget(Partition, 100);
        for (var hour = 1; hour < 100; hour++)
        {
            _files.Write(Partition, Start.AddHours(hour));
        }

        Assert.Equal(90, await _archive.SeekAsync(Partition, Start.AddDays(9), Stop));
        Assert.Equal(Numbers(91, 100), await ReadAllAsync(after: 90, maxBytes: 100));
    }

    private static string Text(LogRecord record) =>
        $"{record.Partition} {record.SequenceNumber} {record.EnqueuedTime:s} {Convert.ToHexString(record.Body.Span)}";

    private static IEnumerable<long> Numbers(long first, long last) =>
        Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (long)i);

    /// <summary>A message every seven seconds.</summary>
    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _clock.SetNow(Start.AddSeconds(7 * i));
            await _hub.AppendAsync(Partition, new byte[] { (byte)i, 0 }, Stop);
        }

        _sent = _hub.Records(Partition);
    }

    private IEnumerable<LogRecord> Records() => _sent;

    private async Task<List<long>> ReadAllAsync(long after, int maxBytes)
    {
        var numbers = new List<long>();
        while (await _archive.ReadAsync(Partition, after, maxBytes, Stop) is [_, ..] records)
        {
            numbers.AddRange(records.Select(record => record.SequenceNumber));
            after = numbers[^1];
        }

        return numbers;
    }
}

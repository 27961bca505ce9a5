using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Testing.Contracts;

/// <summary>The contract of every adapter of the event log. Each test has a log of its own with 4 partitions.</summary>
public abstract class EventLogContract
{
    /// <summary>The log under test.</summary>
    protected abstract IEventLog Log { get; }

    /// <summary>Opens the same log again, as after a restart; the old one is not used any more.</summary>
    protected abstract IEventLog Reopen();

    /// <summary>Opens a log with one message in partition 1, whose storage then goes away, as a disk or a network does.</summary>
    protected abstract Task<IEventLog> UnreachableAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void It_has_the_partitions_it_was_made_with() => Assert.Equal(4, Log.PartitionCount);

    [Fact]
    public async Task An_empty_partition_ends_at_zero_and_reads_nothing()
    {
        Assert.Equal(0, await Log.LastSequenceNumberAsync(2, Stop));
        Assert.Empty(await Log.ReadAsync(2, 0, 1_000_000, Stop));
    }

    [Fact]
    public async Task A_log_that_does_not_answer_says_try_again_later_and_nothing_else()
    {
        var log = await UnreachableAsync();

        await Assert.ThrowsAnyAsync<IOException>(async () => await log.ReadAsync(1, 0, 1_000_000, Stop));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
            await log.AppendAsync(1, (ReadOnlyMemory<byte>)"more"u8.ToArray(), Stop)
        );
    }

    [Fact]
    public async Task Messages_read_back_in_order_with_partition_number_time_and_bytes()
    {
        var before = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        await Append(1, "one");
        await Append(1, "");
        await Append(3, "elsewhere");
        await Append(1, "three");

        var records = await Log.ReadAsync(1, 0, 1_000_000, Stop);

        Assert.Equal(["one", "", "three"], records.Select(Text));
        Assert.All(records, record => Assert.Equal(1, record.Partition));
        Assert.All(records, record => Assert.InRange(record.EnqueuedTime, before, TimeProvider.System.GetUtcNow().AddMilliseconds(1)));
        Assert.Equal(records[^1].SequenceNumber, await Log.LastSequenceNumberAsync(1, Stop));
    }

    [Fact]
    public async Task Messages_appended_together_follow_each_other()
    {
        await Append(1, "before");
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                    await Log.AppendAsync(
                        1,
                        [Encoding.UTF8.GetBytes($"{i}a"), Encoding.UTF8.GetBytes($"{i}b"), Encoding.UTF8.GetBytes($"{i}c")],
                        Stop
                    )
                )
        );

        var records = await Log.ReadAsync(1, 0, 1_000_000, Stop);

        Assert.Equal(61, records.Count);
        Assert.All(
            records.Skip(1).Select(Text).Chunk(3),
            three => Assert.Equal([three[0], three[0][..^1] + "b", three[0][..^1] + "c"], three)
        );
        Assert.Equal(records[^1].SequenceNumber, await Log.LastSequenceNumberAsync(1, Stop));
    }

    [Fact]
    public async Task Messages_that_are_none_or_too_large_together_are_refused_as_a_whole()
    {
        var half = new byte[(EventMessage.MaxBytes / 2) + 1];

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(1, [], Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(1, [half, half], Stop));

        Assert.Equal(0, await Log.LastSequenceNumberAsync(1, Stop));
    }

    [Fact]
    public async Task Sequence_numbers_ascend_and_reading_goes_on_after_any_of_them()
    {
        for (var i = 0; i < 20; i++)
        {
            await Append(0, $"{i}");
        }

        var all = await Log.ReadAsync(0, 0, 1_000_000, Stop);
        Assert.Equal(all.Select(record => record.SequenceNumber).Order().Distinct(), all.Select(record => record.SequenceNumber));
        Assert.True(all[0].SequenceNumber >= 1);
        for (var i = 0; i < all.Count; i++)
        {
            var rest = await Log.ReadAsync(0, all[i].SequenceNumber, 1_000_000, Stop);
            Assert.Equal(all.Skip(i + 1).Select(Text), rest.Select(Text));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(2500, 3)]
    [InlineData(int.MaxValue, 5)]
    public async Task A_read_stops_once_the_bodies_reach_the_bytes_but_gives_at_least_one(int maxBytes, int expected)
    {
        for (var i = 0; i < 5; i++)
        {
            await Append(0, new string('x', 1000));
        }

        Assert.Equal(expected, (await Log.ReadAsync(0, 0, maxBytes, Stop)).Count);
    }

    [Fact]
    public async Task The_largest_message_passes_and_one_byte_more_is_refused()
    {
        var body = new byte[EventMessage.MaxBytes + 1];
        new Random(1).NextBytes(body);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(0, body, Stop));
        await Log.AppendAsync(0, body.AsMemory(1), Stop);

        Assert.True(Assert.Single(await Log.ReadAsync(0, 0, 1, Stop)).Body.Span.SequenceEqual(body.AsSpan(1)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public async Task A_partition_that_does_not_exist_is_refused(int partition) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(partition, "x"u8.ToArray(), Stop));

    [Fact]
    public async Task Messages_and_numbers_survive_a_restart()
    {
        await Append(0, "a");
        await Append(0, "b");
        var last = await Log.LastSequenceNumberAsync(0, Stop);

        var again = Reopen();
        await again.AppendAsync(0, "c"u8.ToArray(), Stop);

        var records = await again.ReadAsync(0, 0, 1_000_000, Stop);
        Assert.Equal(["a", "b", "c"], records.Select(Text));
        Assert.True(records[^1].SequenceNumber > last);
    }

    [Fact]
    public async Task One_callers_messages_keep_their_order_and_concurrent_callers_lose_none()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(caller =>
                    Task.Run(
                        async () =>
                        {
                            for (var i = 0; i < 50; i++)
                            {
                                await Append(caller % 4, $"{caller}:{i}");
                            }
                        },
                        Stop
                    )
                )
        );

        for (var partition = 0; partition < 4; partition++)
        {
            var records = await Log.ReadAsync(partition, 0, int.MaxValue, Stop);
            Assert.Equal(200, records.Count);
            Assert.All(
                records.Select(Text).GroupBy(text => text.Split(':')[0]),
                caller => Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{caller.Key}:{i}"), caller)
            );
        }
    }

    [Fact]
    public async Task What_is_acknowledged_can_be_read_at_once()
    {
        for (var i = 1; i <= 100; i++)
        {
            await Append(0, $"{i}");
            var last = await Log.LastSequenceNumberAsync(0, Stop);
            Assert.Equal($"{i}", Text((await Log.ReadAsync(0, last - 1, 1, Stop))[^1]));
        }
    }

    [Fact]
    public async Task A_cancelled_append_and_read_throw()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.AppendAsync(0, "x"u8.ToArray(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.ReadAsync(0, 0, 1, cancelled));
    }

    private static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Body.Span);

    private ValueTask Append(int partition, string text) => Log.AppendAsync(partition, Encoding.UTF8.GetBytes(text), Stop);
}

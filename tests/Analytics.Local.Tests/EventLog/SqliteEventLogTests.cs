using Analytics.Core.EventLog;
using Analytics.Core.Tables;
using Analytics.Local.Storage;
using Analytics.Local.Tests.Storage;

namespace Analytics.Local.Tests.EventLog;

public sealed class SqliteEventLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => _directory.File("log.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sequence_numbers_are_contiguous_from_1_also_under_concurrency_and_over_restarts()
    {
        for (var run = 0; run < 3; run++)
        {
            using var log = Open();
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => log.AppendAsync(i % 4, BitConverter.GetBytes(i), Stop).AsTask()));
        }

        using var all = Open();
        for (var partition = 0; partition < 4; partition++)
        {
            var numbers = (await all.ReadAsync(partition, 0, int.MaxValue, Stop)).Select(record => record.SequenceNumber);
            Assert.Equal(Enumerable.Range(1, 150).Select(i => (long)i), numbers);
        }
    }

    [Fact]
    public async Task An_acknowledged_message_is_in_the_files_without_closing_the_log()
    {
        using var log = Open();
        await log.AppendAsync(0, "durable"u8.ToArray(), Stop);

        // What a killed process leaves: the files as they are now.
        using var copies = new TemporaryDirectory();
        foreach (var name in new[] { "log.db", "log.db-wal" })
        {
            CopyShared(_directory.File(name), copies.File(name));
        }

        using var recovered = SqliteEventLog.Open(copies.File("log.db"), new SqliteEventLogOptions(), TimeProvider.System);
        Assert.Equal("durable"u8.ToArray(), Assert.Single(await recovered.ReadAsync(0, 0, 1, Stop)).Body.ToArray());
    }

    [Fact]
    public async Task Waiting_for_an_append_ends_with_it_and_not_with_one_elsewhere()
    {
        using var log = Open();
        var first = log.WaitForAppendAsync(1, 0, Stop).AsTask();
        var third = log.WaitForAppendAsync(1, 2, Stop).AsTask();
        await log.AppendAsync(0, "elsewhere"u8.ToArray(), Stop);
        Assert.False(first.IsCompleted);

        await log.AppendAsync(1, "1"u8.ToArray(), Stop);
        await first.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await log.AppendAsync(1, "2"u8.ToArray(), Stop);
        Assert.False(third.IsCompleted);
        await log.AppendAsync(1, "3"u8.ToArray(), Stop);
        await third.WaitAsync(TimeSpan.FromSeconds(30), Stop);

        Assert.True(log.WaitForAppendAsync(1, 2, Stop).IsCompleted);
    }

    [Fact]
    public async Task A_wait_for_an_append_can_be_cancelled()
    {
        using var log = Open();
        using var source = new CancellationTokenSource();
        var wait = log.WaitForAppendAsync(0, 0, source.Token).AsTask();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void Another_partition_count_is_refused_with_both_numbers()
    {
        Open().Dispose();

        var exception = Assert.Throws<DataDirectoryException>(() => Open(new SqliteEventLogOptions { PartitionCount = 8 }));

        Assert.Contains("4 partitions", exception.Message, StringComparison.Ordinal);
        Assert.Contains("with 8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_writes_what_waits()
    {
        var log = Open();
        var appends = Enumerable.Range(0, 500).Select(_ => log.AppendAsync(0, new byte[1000], Stop).AsTask()).ToList();
        log.Dispose();
        await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        using var again = Open();
        Assert.Equal(500, await again.LastSequenceNumberAsync(0, Stop));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(0, "x"u8.ToArray(), Stop));
    }

    [Fact]
    public async Task A_full_disk_refuses_loses_nothing_and_recovers_when_there_is_space()
    {
        using var log = Open(new SqliteEventLogOptions { MaxFileBytes = 2_000_000 });
        var accepted = 0;
        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
        {
            for (; accepted < 1000; accepted++)
            {
                await log.AppendAsync(0, new byte[20_000 + accepted], Stop);
            }
        });

        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("free space", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Equal(accepted, await log.LastSequenceNumberAsync(0, Stop));

        log.SetMaxFileBytes(20_000_000);
        await log.AppendAsync(0, new byte[20_000 + accepted], Stop);

        var records = await log.ReadAsync(0, 0, int.MaxValue, Stop);
        Assert.Equal(Enumerable.Range(0, accepted + 1).Select(i => 20_000 + i), records.Select(record => record.Body.Length));
        Assert.Equal(Enumerable.Range(1, accepted + 1).Select(i => (long)i), records.Select(record => record.SequenceNumber));
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_at_once()
    {
        using var log = Open(new SqliteEventLogOptions { MaxQueuedBytes = 3_000_000 });
        var appends = Enumerable.Range(0, 200).Select(_ => log.AppendAsync(0, new byte[900_000], Stop).AsTask()).ToList();
        var results = await Task.WhenAll(
            appends.Select(async append =>
            {
                try
                {
                    await append;
                    return true;
                }
                catch (EventLogUnavailableException exception)
                {
                    Assert.Equal(TimeSpan.FromSeconds(1), exception.RetryAfter);
                    return false;
                }
            })
        );

        Assert.Contains(false, results);
        Assert.Equal(results.Count(accepted => accepted), await log.LastSequenceNumberAsync(0, Stop));
    }

    [Fact]
    public async Task A_damaged_message_is_an_error_that_names_file_partition_and_number()
    {
        var body = new byte[50_000];
        Array.Fill(body, (byte)0x5a);
        using (var log = Open())
        {
            await log.AppendAsync(2, body, Stop);
        }

        Damage.Flip(File, 0x5a5a5a5a5a5a5a5aUL);
        using var damaged = Open();
        var exception = await Assert.ThrowsAsync<TableCorruptException>(async () => await damaged.ReadAsync(2, 0, 1, Stop));

        Assert.Contains(File, exception.Message, StringComparison.Ordinal);
        Assert.Contains("message 1 of partition 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("restore", exception.Message, StringComparison.Ordinal);
    }

    private static void CopyShared(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = System.IO.File.Create(to);
        source.CopyTo(target);
    }

    private SqliteEventLog Open(SqliteEventLogOptions? options = null) =>
        SqliteEventLog.Open(File, options ?? new SqliteEventLogOptions(), TimeProvider.System);
}

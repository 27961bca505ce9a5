using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.DeadLetters;

public sealed class MessageRetryTests
{
    private const string Poisoned = "poisoned.example";
    private const string Healthy = "healthy.example";
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    // A logic with a fault: it rejects what a later release accepts.
    private static readonly AggregationOptions Faulty = new()
    {
        Decode = message =>
        {
            var segments = EventMessage.Decode(message);
            return segments.Span.IndexOf(Encoding.UTF8.GetBytes(Poisoned)) < 0
                ? segments
                : throw new OverflowException("Too much for this release.");
        },
    };

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly InMemoryTableStore _tables = new();
    private readonly InMemoryEventLog _log;
    private readonly InMemoryEventLog _undisturbed;

    public MessageRetryTests()
    {
        _log = new(1, _clock);
        _undisturbed = new(1, _clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeadLetterTable Letters => new(_tables, _clock);

    private DeadLetterList List => new(_tables, 1);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task After_a_fix_and_a_retry_the_numbers_are_those_of_an_undisturbed_run(bool rolledUpBefore, bool reprocessedAfter)
    {
        await PlayAsync(rolledUpBefore);
        Assert.Equal(3, (await List.CountAsync(Stop)).ByStage[DeadLetterStage.Aggregate]);

        foreach (var letter in (await List.ReadAsync(null, null, null, 100, Stop)).Letters)
        {
            Assert.Equal(("OverflowException", "Too much for this release."), (letter.Reason.Type, letter.Reason.Message));
            Assert.NotNull(await Retries(_log).RetryAsync(letter.Id, Stop));
        }

        Assert.Equal(0, (await List.CountAsync(Stop)).Total);
        await AssertUndisturbedAsync(reprocessedAfter);
    }

    [Fact]
    public async Task Reprocessing_after_the_fix_and_before_the_retry_counts_nothing_twice()
    {
        await PlayAsync(rolledUpBefore: true);
        using (var corrected = new World(_clock, _log, _tables))
        {
            var (_, progress) = await corrected.ReprocessAsync(Start, Start.AddHours(12));
            Assert.Equal(3, progress.DamagedMessages);
        }

        foreach (var letter in (await List.ReadAsync(null, null, null, 100, Stop)).Letters)
        {
            await Retries(_log).RetryAsync(letter.Id, Stop);
        }

        await AssertUndisturbedAsync(reprocessed: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retry_that_is_broken_off_at_its_append_appends_once(bool appended)
    {
        await PlayAsync(rolledUpBefore: false);
        var log = new BrokenLog(_log, appended);
        var count = _log.Records(0).Count;
        foreach (var letter in (await List.ReadAsync(null, null, null, 100, Stop)).Letters)
        {
            await Assert.ThrowsAsync<EventLogUnavailableException>(() => Retries(log).RetryAsync(letter.Id, Stop));
            Assert.NotNull(await Letters.ReadAsync(letter.Id, Stop));
            Assert.NotNull(await Retries(_log).RetryAsync(letter.Id, Stop));
        }

        Assert.Equal(count + 3, _log.Records(0).Count);
        await AssertUndisturbedAsync(reprocessed: true);
    }

    [Fact]
    public async Task A_retry_that_is_broken_off_before_its_letter_is_deleted_appends_once()
    {
        await PlayAsync(rolledUpBefore: false);
        var count = _log.Records(0).Count;
        foreach (var letter in (await List.ReadAsync(null, null, null, 100, Stop)).Letters)
        {
            var commits = 0;
            _tables.BeforeCommit = (table, _) =>
                table == "deadletter" && ++commits == 2 ? throw new IOException("Gone.") : ValueTask.CompletedTask;
            await Assert.ThrowsAsync<IOException>(() => Retries(_log).RetryAsync(letter.Id, Stop));
            _tables.BeforeCommit = null;
            Assert.NotNull(await Retries(_log).RetryAsync(letter.Id, Stop));
            Assert.Null(await Retries(_log).RetryAsync(letter.Id, Stop));
        }

        Assert.Equal(count + 3, _log.Records(0).Count);
        await AssertUndisturbedAsync(reprocessed: false);
    }

    [Fact]
    public async Task A_message_that_fails_again_is_set_aside_again_under_its_new_number()
    {
        await PlayAsync(rolledUpBefore: false);
        var first = (await List.ReadAsync(null, null, null, 100, Stop)).Letters[0];
        await Retries(_log).RetryAsync(first.Id, Stop);
        using (var faulty = new World(_clock, _log, _tables, aggregation: Faulty))
        {
            await faulty.AggregateAsync();
        }

        var letters = (await List.ReadAsync(null, null, null, 100, Stop)).Letters;
        Assert.Equal(3, letters.Count);
        Assert.DoesNotContain(letters, letter => letter.Id == first.Id);
    }

    [Fact]
    public async Task A_letter_that_cannot_be_retried_stays_and_says_why()
    {
        var stray = new DeadLetter(DeadLetterStage.Aggregate, null, 9, "0000000000000000001", new("Error", "text"), new byte[] { 1 });
        var query = new DeadLetter(DeadLetterStage.Query, Healthy, null, "row", new("Error", "text"), new byte[] { 1 });
        await Letters.SetAsideAsync(stray, Stop);
        await Letters.SetAsideAsync(query, Stop);

        var noPartition = await Assert.ThrowsAsync<DeadLetterRetryException>(() =>
            Retries(_log).RetryAsync("0009:0000000000000000001", Stop)
        );
        Assert.Contains("partition 9, and the log has 1", noPartition.Message, StringComparison.Ordinal);
        var noStage = await Assert.ThrowsAsync<DeadLetterRetryException>(() =>
            Retries(_log).RetryAsync("query:|healthy.example|row", Stop)
        );
        Assert.Contains("Query can't be retried", noStage.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await List.CountAsync(Stop)).Total);
    }

    /// <summary>Sends messages of two sites to both logs, of which a faulty release sets three aside.</summary>
    private async Task PlayAsync(bool rolledUpBefore)
    {
        using var faulty = new World(_clock, _log, _tables, aggregation: Faulty);
        for (var message = 0; message < 9; message++)
        {
            var site = message % 3 == 1 ? Poisoned : Healthy;
            var second = Start.ToUnixTimeSeconds() + (message * 600);
            var events = Enumerable
                .Range(0, 5)
                .Select(i => (new NaiveEvent(site, second + i, (ulong)(2 + (i % 3))), (string?)null))
                .ToList();
            await World.SendAsync(_log, events);
            await World.SendAsync(_undisturbed, events);
        }

        await faulty.AggregateAsync();
        _clock.Advance(TimeSpan.FromHours(3));
        if (rolledUpBefore)
        {
            await faulty.RollUpAsync();
        }
    }

    private async Task AssertUndisturbedAsync(bool reprocessed)
    {
        using var corrected = new World(_clock, _log, _tables);
        using var right = new World(_clock, _undisturbed, new());
        await right.AggregateAsync();
        await corrected.AggregateAsync();
        await AssertSameAsync(right, corrected);
        await right.RollUpAsync();
        await corrected.RollUpAsync();
        await AssertSameAsync(right, corrected);
        Assert.Equal(await right.RowsAsync(Poisoned), await corrected.RowsAsync(Poisoned));
        Assert.Equal(await right.RowsAsync(Healthy), await corrected.RowsAsync(Healthy));
        if (reprocessed)
        {
            var (job, progress) = await corrected.ReprocessAsync(Start, Start.AddHours(3));
            Assert.Equal((JobState.Completed, 0), (job.State, progress.DamagedMessages));
            await AssertSameAsync(right, corrected);
            Assert.Equal(await right.RowsAsync(Poisoned), await corrected.RowsAsync(Poisoned));
        }
    }

    private static async Task AssertSameAsync(World right, World corrected)
    {
        foreach (var site in (string[])[Poisoned, Healthy])
        {
            var (expected, actual) = (
                await right.ScanAsync(right.Scanner, site, Start.AddDays(-1), Start.AddDays(1)),
                await corrected.ScanAsync(corrected.Scanner, site, Start.AddDays(-1), Start.AddDays(1))
            );
            Assert.True(expected[ScanCounter.Events] > 0);
            Assert.Equal(
                (
                    expected[ScanCounter.Events],
                    expected[ScanCounter.Visits],
                    expected[ScanCounter.Visitors],
                    expected[ScanCounter.Bounces],
                    expected[ScanCounter.VisitSeconds]
                ),
                (
                    actual[ScanCounter.Events],
                    actual[ScanCounter.Visits],
                    actual[ScanCounter.Visitors],
                    actual[ScanCounter.Bounces],
                    actual[ScanCounter.VisitSeconds]
                )
            );
        }
    }

    private DeadLetterRetries Retries(IEventLog log) => new(Letters, [new MessageRetry(Letters, log)], _tables, _clock);

    /// <summary>A log whose connection breaks at an append, before or after it took effect.</summary>
    private sealed class BrokenLog(InMemoryEventLog log, bool appends) : IEventLog
    {
        public int PartitionCount => log.PartitionCount;

        public async ValueTask AppendAsync(
            int partition,
            IReadOnlyList<ReadOnlyMemory<byte>> messages,
            CancellationToken cancellationToken
        )
        {
            if (appends)
            {
                await log.AppendAsync(partition, messages, cancellationToken);
            }

            throw new EventLogUnavailableException("The connection broke.", TimeSpan.Zero) { OutcomeUnknown = true };
        }

        public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
            int partition,
            long afterSequenceNumber,
            int maxBytes,
            CancellationToken cancellationToken
        ) => log.ReadAsync(partition, afterSequenceNumber, maxBytes, cancellationToken);

        public ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
            log.LastSequenceNumberAsync(partition, cancellationToken);
    }
}

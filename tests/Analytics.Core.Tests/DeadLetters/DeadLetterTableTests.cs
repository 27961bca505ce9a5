using System.Diagnostics.Metrics;
using System.Text;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Tests.DeadLetters;

public sealed class DeadLetterTableTests
{
    private const int Partitions = 3;
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeadLetterTable Table => new(_tables, _clock);

    private DeadLetterList List => new(_tables, Partitions);

    public static TheoryData<int> Lengths => [0, 1, 60 * 1024, 2 * 1024 * 1024, (2 * 1024 * 1024) + 1, 9_000_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_letter_of_any_length_is_read_as_it_was_set_aside(int length)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        var letter = Letter(payload);

        Assert.True(await Table.SetAsideAsync(letter, Stop));

        var stored = Assert.Single((await List.ReadAsync(null, null, null, 10, Stop)).Letters);
        Assert.Equal(
            (letter.Stage, letter.Site, letter.Partition, letter.Key, letter.Reason, (DateTimeOffset?)Noon, (long?)length),
            (stored.Stage, stored.Site, stored.Partition, stored.Key, stored.Reason, stored.SetAsideAt, stored.Bytes)
        );
        Assert.Equal(stored.Id, (await Table.ReadAsync(stored.Id, Stop))!.Id);
        Assert.Equal(payload, (await Table.ReadPayloadAsync(stored.Id, Stop))!.Value.ToArray());
        Assert.True(await Table.DeleteAsync(stored, Stop));
        Assert.Null(await Table.ReadPayloadAsync(stored.Id, Stop));
        Assert.Empty(await RowsAsync("rollup"));
    }

    [Fact]
    public async Task The_same_thing_set_aside_again_changes_nothing_and_is_counted_once()
    {
        using var counted = new CountedLetters("reprocess");
        for (var again = 0; again < 5; again++)
        {
            Assert.Equal(again == 0, await Table.SetAsideAsync(Letter([1, 2]) with { Stage = DeadLetterStage.Reprocess }, Stop));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, counted.Total);
        Assert.Equal(Noon, Assert.Single((await List.ReadAsync(null, null, null, 10, Stop)).Letters).SetAsideAt);
    }

    [Fact]
    public async Task Other_bytes_under_the_same_key_are_another_letter()
    {
        Assert.True(await Table.SetAsideAsync(Letter([1]), Stop));
        Assert.True(await Table.SetAsideAsync(Letter([2]), Stop));
        Assert.False(await Table.SetAsideAsync(Letter([1]), Stop));
        Assert.False(await Table.SetAsideAsync(Letter([2]), Stop));

        var payloads = new List<byte>();
        foreach (var letter in (await List.ReadAsync(null, null, null, 10, Stop)).Letters)
        {
            payloads.Add(Assert.Single((await Table.ReadPayloadAsync(letter.Id, Stop))!.Value.ToArray()));
        }

        Assert.Equal([1, 2], payloads);
    }

    [Fact]
    public async Task Letters_in_any_order_and_repeated_are_the_set_of_them()
    {
        var letters = new List<DeadLetter>();
        var random = new Random(9);
        for (var i = 0; i < 40; i++)
        {
            letters.Add(
                Letter([(byte)random.Next(3)]) with
                {
                    Stage = (DeadLetterStage)random.Next(4),
                    Partition = random.Next(Partitions),
                    Site = random.Next(2) == 0 ? null : $"site{random.Next(3)}.example",
                    Key = $"{random.Next(4)}",
                }
            );
        }

        string? expected = null;
        for (var order = 0; order < 20; order++)
        {
            var tables = new InMemoryTableStore();
            var set = (DeadLetter[])[.. letters, .. letters];
            random.Shuffle(set);
            var fresh = 0;
            foreach (var letter in set)
            {
                fresh += await new DeadLetterTable(tables, _clock).SetAsideAsync(letter, Stop) ? 1 : 0;
            }

            var page = await new DeadLetterList(tables, Partitions).ReadAsync(null, null, null, 1000, Stop);
            var text = string.Join(
                '\n',
                page.Letters.Select(letter => $"{letter.Stage} {letter.Partition} {letter.Site} {letter.Key} {letter.Head.Digest}")
                    .Order(StringComparer.Ordinal)
            );
            Assert.Equal(fresh, page.Letters.Count);
            Assert.Equal(expected ??= text, text);
        }

        Assert.Equal(letters.Select(Identity).Distinct().Count(), expected!.Split('\n').Length);

        // A message is a partition's, whatever site it is of.
        static string Identity(DeadLetter letter) =>
            $"{letter.Stage} {letter.Partition} "
            + $"{(letter.Stage == DeadLetterStage.Aggregate ? null : letter.Site)} {letter.Key} {letter.Payload.Span[0]}";
    }

    [Fact]
    public async Task A_letter_that_another_process_sets_aside_meanwhile_is_there_once()
    {
        using var counted = new CountedLetters("rollup");
        var other = new DeadLetterTable(_tables, _clock);
        var overtaken = false;
        _tables.BeforeCommit = async (_, _) =>
        {
            if (!overtaken)
            {
                overtaken = true;
                Assert.True(await other.SetAsideAsync(Letter([4]), Stop));
            }
        };

        Assert.False(await Table.SetAsideAsync(Letter([4]), Stop));
        Assert.Equal(1, counted.Total);
        Assert.Single((await List.ReadAsync(null, null, null, 10, Stop)).Letters);
    }

    [Fact]
    public async Task Nothing_is_a_letter_before_all_of_it_is_durable()
    {
        using var counted = new CountedLetters("rollup");
        var commits = 0;
        _tables.BeforeCommit = (_, _) => ++commits == 3 ? throw new IOException("The disk is full.") : ValueTask.CompletedTask;

        await Assert.ThrowsAsync<IOException>(() => Table.SetAsideAsync(Letter(new byte[5_000_000]), Stop));

        Assert.Empty((await List.ReadAsync(null, null, null, 10, Stop)).Letters);
        Assert.Equal(0, counted.Total);
        Assert.True(await Table.SetAsideAsync(Letter(new byte[5_000_000]), Stop));
        Assert.Equal(1, counted.Total);
    }

    [Theory]
    [InlineData("a/b\\c#d?e")]
    [InlineData("")]
    [InlineData("~chunk|1")]
    [InlineData("größer als \ud83d")]
    [InlineData("\0\n\u007f =003D")]
    public async Task Any_text_is_a_key(string key)
    {
        foreach (var text in (string[])[key, key + string.Concat(Enumerable.Repeat(key + "x", 3000))])
        {
            var letter = Letter([1]) with { Stage = DeadLetterStage.Query, Key = text, Site = text, Reason = new(text, text) };
            Assert.True(await Table.SetAsideAsync(letter, Stop));
            Assert.False(await Table.SetAsideAsync(letter, Stop));
            Assert.True(await Table.SetAsideAsync(letter with { Key = text + "2" }, Stop));
        }

        var page = await List.ReadAsync(DeadLetterStage.Query, null, null, 10, Stop);
        Assert.Equal(4, page.Letters.Count);
        foreach (var letter in page.Letters)
        {
            Assert.NotNull(await Table.ReadPayloadAsync(letter.Id, Stop));
            Assert.True(await Table.DeleteAsync(letter, Stop));
        }
    }

    [Fact]
    public async Task Letters_are_listed_in_pages_by_stage_and_by_site_and_counted()
    {
        for (var i = 0; i < 25; i++)
        {
            var letter = Letter([(byte)i]) with
            {
                Site = $"site{i % 2}.example",
                Key = $"h{i:D3}",
                Stage = i < 10 ? DeadLetterStage.Query : DeadLetterStage.RollUp,
            };
            await Table.SetAsideAsync(letter, Stop);
            await Table.SetAsideAsync(
                DeadLetter.OfMessage(new(i % Partitions, 100 + i, Noon, new byte[] { 9 }), new InvalidDataException("broken")),
                Stop
            );
        }

        var (after, ids) = ((string?)null, new List<string>());
        var pages = 0;
        do
        {
            var page = await List.ReadAsync(null, null, after, 7, Stop);
            ids.AddRange(page.Letters.Select(letter => letter.Id));
            after = page.After;
        } while (after is not null && ++pages < 20);

        Assert.Equal(50, ids.Distinct().Count());
        Assert.Equal(50, ids.Count);
        Assert.Equal("0000:0000000000000000100", ids[0]);
        Assert.Equal(10, (await List.ReadAsync(DeadLetterStage.Query, null, null, 1000, Stop)).Letters.Count);
        Assert.Equal(7, (await List.ReadAsync(DeadLetterStage.RollUp, "site1.example", null, 1000, Stop)).Letters.Count);
        var counts = await List.CountAsync(Stop);
        Assert.Equal(50, counts.Total);
        Assert.Equal([25L, 15, 0, 10], Enum.GetValues<DeadLetterStage>().Select(stage => counts.ByStage[stage]));
        Assert.Equal([("site0.example", 13L), ("site1.example", 12)], counts.BySite.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Letters_of_older_releases_are_read_and_not_set_aside_again()
    {
        var record = new LogRecord(1, 77, Noon, Encoding.UTF8.GetBytes("garbage"));
        var old = TableOperation.Upsert(
            "0000000000000000077",
            record.Body,
            "Not an event message: the magic bytes 'AE' are missing."u8.ToArray()
        );
        await _tables.CommitAsync(TableNames.DeadLetter, "0001", [old], Stop);

        Assert.False(await Table.SetAsideAsync(DeadLetter.OfMessage(record, new InvalidDataException("Not an event message.")), Stop));

        var letter = Assert.Single((await List.ReadAsync(null, null, null, 10, Stop)).Letters);
        Assert.Equal((DeadLetterStage.Aggregate, (int?)1, "0000000000000000077"), (letter.Stage, letter.Partition, letter.Key));
        Assert.Equal(new("InvalidDataException", "Not an event message: the magic bytes 'AE' are missing."), letter.Reason);
        Assert.Equal("garbage"u8.ToArray(), (await Table.ReadPayloadAsync(letter.Id, Stop))!.Value.ToArray());
        Assert.Equal(7, (await Table.ReadAsync(letter.Id, Stop))!.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("0000:")]
    [InlineData("0000:~retried|1")]
    [InlineData("0000:a/b")]
    [InlineData("0000:0000000000000000001")]
    public async Task No_letter_has_an_id_that_nobody_gave(string id)
    {
        Assert.Null(await Table.ReadAsync(id, Stop));
        Assert.Null(await Table.ReadPayloadAsync(id, Stop));
    }

    [Fact]
    public void Only_storage_cancellation_and_memory_end_a_stages_turn()
    {
        Assert.All<Exception>(
            [
                new IOException(),
                new FileNotFoundException(),
                new EventLogUnavailableException("full", TimeSpan.Zero),
                new OperationCanceledException(),
                new TaskCanceledException(),
                new OutOfMemoryException(),
                new AggregateException(new InvalidDataException(), new IOException()),
            ],
            exception => Assert.False(StageBoundary.SetsAside(exception))
        );
        Assert.All<Exception>(
            [
                new InvalidDataException(),
                new OverflowException(),
                new ArgumentException(),
                new EndOfStreamException(),
                new TableCorruptException("damaged"),
                new NullReferenceException(),
                new AggregateException(new OverflowException()),
            ],
            exception => Assert.True(StageBoundary.SetsAside(exception))
        );
    }

    private static DeadLetter Letter(byte[] payload) =>
        new(
            DeadLetterStage.RollUp,
            "site.example",
            2,
            "h|2026-03-10T11",
            DeadLetterReason.Of(new OverflowException("Too much.")),
            payload
        );

    private async Task<List<TableRow>> RowsAsync(string partitionKey)
    {
        var rows = new List<TableRow>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.DeadLetter, partitionKey, string.Empty, null, headsOnly: true, Stop))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Counts what this test's flow of calls reports as set aside by one stage.</summary>
    private sealed class CountedLetters : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly AsyncLocal<bool> _mine = new() { Value = true };
        private long _total;

        public CountedLetters(string stage)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AnalyticsMeter.Name && instrument.Name == "analytics.deadletters")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, value, tags, _) =>
                {
                    if (_mine.Value && tags.Contains(new("stage", stage)))
                    {
                        Interlocked.Add(ref _total, value);
                    }
                }
            );
            _listener.Start();
        }

        public long Total => Interlocked.Read(ref _total);

        public void Dispose() => _listener.Dispose();
    }
}

using System.Text;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;

namespace Analytics.Core.Tests.Collection;

public sealed class SegmentPublisherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly InMemoryEventLog _log = new(3);
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryTableStore _tables = new();

    [Fact]
    public async Task While_an_append_is_under_way_the_next_message_collects()
    {
        var publisher = Publisher();
        var first = await HoldAsync(() => publisher.PublishAsync([(0, Segment("first"))]));
        var others = Enumerable.Range(0, 50).Select(i => publisher.PublishAsync([(0, Segment("n" + i))])).ToList();

        Assert.False(first.IsCompleted);
        _log.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(2, _log.Records(0).Count);
        Assert.Equal(
            ["first", .. Enumerable.Range(0, 50).Select(i => "n" + i)],
            SegmentDecoder.Decode(_log.Records(0)).Select(e => e.Text(EventField.Name))
        );
        Assert.Equal(0, publisher.QueuedBytes);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_it_is_durable()
    {
        var publisher = Publisher();
        var task = await HoldAsync(() => publisher.PublishAsync([(0, Segment("a")), (1, Segment("b"))]));

        Assert.False(task.IsCompleted);
        Assert.Empty(_log.AllRecords());
        _log.Release();
        await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, _log.AllRecords().Count);
    }

    [Fact]
    public async Task A_message_stays_within_its_size()
    {
        var publisher = Publisher(new SegmentPublisherOptions { MaxMessageBytes = 4_000, Compress = false });
        _log.Hold();
        var tasks = Enumerable.Range(0, 30).Select(i => publisher.PublishAsync([(0, Segment(new string('x', 900) + i))])).ToList();
        _log.Release();
        await Task.WhenAll(tasks).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(_log.Records(0), record => Assert.InRange(record.Body.Length, 900, 4_100));
        Assert.Equal(30, SegmentDecoder.Decode(_log.Records(0)).Count);
    }

    [Theory]
    [InlineData(64_000, 2)]
    [InlineData(5_000, 9)]
    [InlineData(1, 16)]
    public async Task Messages_that_collected_meanwhile_go_in_appends_within_their_size(int maxAppendBytes, int appends)
    {
        var publisher = Publisher(
            new SegmentPublisherOptions
            {
                MaxMessageBytes = 2_000,
                MaxAppendBytes = maxAppendBytes,
                Compress = false,
            }
        );
        var first = await HoldAsync(() => publisher.PublishAsync([(0, Segment("first"))]));
        var names = Enumerable.Range(10, 30).Select(i => new string('x', 900) + i).ToList();
        var others = names.ConvertAll(name => publisher.PublishAsync([(0, Segment(name))]));

        _log.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((16, appends), (_log.Records(0).Count, _log.AppendsStarted));
        Assert.Equal(["first", .. names], SegmentDecoder.Decode(_log.Records(0)).Select(e => e.Text(EventField.Name)));
        Assert.Equal(0, publisher.QueuedBytes);
    }

    [Fact]
    public async Task Messages_of_one_append_share_its_fate()
    {
        var publisher = Publisher(new SegmentPublisherOptions { MaxMessageBytes = 2_000 });
        var first = await HoldAsync(() => publisher.PublishAsync([(0, Segment("first"))]));
        var others = Enumerable.Range(0, 10).Select(i => publisher.PublishAsync([(0, Segment(new string('x', 900) + i))])).ToList();
        _log.Refuse(0);
        _log.Refuse(1);

        _log.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((6, 6), (_log.Records(2).Count, _log.AppendsStarted));

        _log.Failure = new IOException("disk full");
        var failed = Enumerable.Range(0, 10).Select(i => publisher.PublishAsync([(0, Segment(new string('y', 900) + i))])).ToList();
        foreach (var task in failed)
        {
            await Assert.ThrowsAsync<IOException>(() => task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, publisher.QueuedBytes);
    }

    [Fact]
    public async Task A_partition_that_refuses_is_passed_over()
    {
        _log.Refuse(2);
        _log.Refuse(0);

        await Publisher().PublishAsync([(2, Segment("a"))]).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(1, Assert.Single(_log.AllRecords()).Partition);
    }

    [Fact]
    public async Task Where_the_messages_of_a_refusing_partition_go_is_noted_before_they_are_acknowledged()
    {
        _log.Refuse(2);
        var publish = await HoldAsync(() => Publisher().PublishAsync([(2, Segment("a"))]));
        Assert.False(publish.IsCompleted);
        _log.Release();
        await publish.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal([2, 0], await new Diversions(_log, _tables, _clock).PartitionsOfAsync(2, TestContext.Current.CancellationToken));
        Assert.Single(_log.Records(0));
    }

    [Fact]
    public async Task Nothing_goes_where_queries_would_not_look()
    {
        var failing = new FailingTables();
        var publisher = new SegmentPublisher(_log, new Diversions(_log, failing, _clock), new(), _clock);
        _log.Refuse(2);

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => publisher.PublishAsync([(2, Segment("a"))]));

        Assert.Empty(_log.AllRecords());
        await publisher.PublishAsync([(1, Segment("b"))]).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Single(_log.Records(1));
    }

    [Fact]
    public async Task A_log_whose_partitions_fail_together_is_asked_once()
    {
        _log.PartitionsFailTogether = true;
        _log.Refuse(2);

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(() => Publisher().PublishAsync([(2, Segment("a"))]));

        Assert.Equal((1, _log.RetryAfter), (_log.AppendsStarted, refused.RetryAfter));
        Assert.Empty(_log.AllRecords());
    }

    [Fact]
    public async Task When_all_partitions_refuse_the_client_learns_when_to_come_back()
    {
        var publisher = Publisher();
        for (var i = 0; i < 3; i++)
        {
            _log.Refuse(i);
        }

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(() => publisher.PublishAsync([(1, Segment("a"))]));
        Assert.Equal(_log.RetryAfter, refused.RetryAfter);
        Assert.Equal(0, publisher.QueuedBytes);

        _log.Refuse(1, refuse: false);
        await publisher.PublishAsync([(1, Segment("b"))]).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Single(_log.AllRecords());
    }

    [Fact]
    public async Task A_message_that_may_be_in_the_log_is_not_sent_to_another_partition()
    {
        _log.Failure = new EventLogUnavailableException("no answer", TimeSpan.FromSeconds(4)) { OutcomeUnknown = true };

        var unknown = await Assert.ThrowsAsync<EventLogUnavailableException>(() => Publisher().PublishAsync([(1, Segment("a"))]));

        Assert.Equal(TimeSpan.FromSeconds(4), unknown.RetryAfter);
        Assert.Equal(1, _log.AppendsStarted);
    }

    [Fact]
    public async Task A_broken_log_fails_its_requests_and_not_the_next_ones()
    {
        var publisher = Publisher();
        _log.Failure = new IOException("disk full");
        await Assert.ThrowsAsync<IOException>(() => publisher.PublishAsync([(0, Segment("a"))]));

        _log.Failure = null;
        await publisher.PublishAsync([(0, Segment("b"))]).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Single(_log.AllRecords());
    }

    [Fact]
    public async Task A_full_queue_refuses_the_whole_request_at_once()
    {
        var publisher = Publisher(new SegmentPublisherOptions { MaxQueuedBytes = 10_000, RetryAfter = TimeSpan.FromSeconds(3) });
        _log.Hold();
        var taken = publisher.PublishAsync([(0, Segment(new string('x', 8_000)))]);

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(() =>
            publisher.PublishAsync([(1, Segment("small")), (2, Segment(new string('y', 4_000)))])
        );
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);

        _log.Release();
        await taken.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await publisher.DrainAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, publisher.QueuedBytes);
        Assert.Empty(_log.Records(1));
    }

    [Fact]
    public async Task With_a_linger_time_a_message_waits_for_company()
    {
        var publisher = Publisher(new SegmentPublisherOptions { Linger = TimeSpan.FromMilliseconds(20) });
        var first = publisher.PublishAsync([(0, Segment("a"))]);
        var second = publisher.PublishAsync([(0, Segment("b"))]);
        while (_clock.PendingTimers == 0)
        {
            await Task.Yield();
        }

        Assert.Equal(0, _log.AppendsStarted);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await Task.WhenAll(first, second).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Single(_log.AllRecords());
    }

    [Fact]
    public async Task Under_concurrent_load_every_segment_arrives_exactly_once()
    {
        var publisher = Publisher(new SegmentPublisherOptions { MaxMessageBytes = 2_000 });
        await Parallel.ForAsync(
            0,
            3_000,
            TestContext.Current.CancellationToken,
            async (i, _) =>
                await publisher.PublishAsync([(i % 3, Segment("n" + i))]).WaitAsync(Patience, TestContext.Current.CancellationToken)
        );

        Assert.Equal(
            Enumerable.Range(0, 3_000).Select(i => "n" + i).Order(),
            SegmentDecoder.Decode(_log.AllRecords()).Select(e => e.Text(EventField.Name)).Order()
        );
        Assert.Equal(0, publisher.QueuedBytes);
    }

    [Fact]
    public void A_linger_time_over_20_ms_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Publisher(new SegmentPublisherOptions { Linger = TimeSpan.FromMilliseconds(21) })
        );

    /// <summary>Publishes and waits until an append is under way, which stays so until the log is released.</summary>
    /// <returns>The publishing, wrapped so that it is not awaited.</returns>
    private async Task<Task> HoldAsync(Func<Task> publish)
    {
        _log.Hold();
        var started = _log.NextAppend;
        var published = publish();
        await started.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return published;
    }

    private SegmentPublisher Publisher(SegmentPublisherOptions? options = null) =>
        new(_log, new Diversions(_log, _tables, _clock), options ?? new(), _clock);

    private static EventSegmentWriter Segment(string name)
    {
        var writer = new EventSegmentWriter();
        writer.BeginEvent(1_000, 2, 0, EventFlags.None);
        writer.Set(EventField.Site, "example.com"u8);
        writer.Set(EventField.Name, Encoding.UTF8.GetBytes(name));
        writer.EndEvent();
        return writer;
    }
}

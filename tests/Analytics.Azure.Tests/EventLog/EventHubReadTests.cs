using System.Text;
using Analytics.Azure.EventLog;
using Analytics.Azure.Tests.EventHubs;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.Tests.EventLog;

/// <summary>Reading back, questions about partitions and readers that own them: the real client against an endpoint.</summary>
public sealed class EventHubReadTests : IAsyncDisposable
{
    private const string TriggerGroup = "aggregate";
    private readonly EventHubEndpoint _hub = new(2);
    private readonly HubClients _clients;

    public EventHubReadTests() => _clients = new(_hub, TimeSpan.FromMilliseconds(20));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        _hub.Dispose();
    }

    [Fact]
    public async Task Numbers_are_one_above_those_of_the_hub()
    {
        Assert.Equal(0, await _clients.Log.LastSequenceNumberAsync(1, Stop));
        await AppendAsync(3);

        Assert.Equal(3, await _clients.Log.LastSequenceNumberAsync(1, Stop));
        Assert.Equal([2, 3], await NumbersAsync(after: 1));
    }

    [Fact]
    public async Task Reading_begins_with_the_oldest_message_that_the_hub_still_has()
    {
        await AppendAsync(5);
        _hub.Partitions[1].Expire(below: 3);

        Assert.Equal([4, 5], await NumbersAsync(after: 0));
        Assert.Equal([4, 5], await NumbersAsync(after: 1));
    }

    [Fact]
    public async Task A_partition_whose_messages_are_all_past_retention_is_at_its_end()
    {
        await AppendAsync(5);
        _hub.Partitions[1].Expire(below: 5);

        Assert.Empty(await NumbersAsync(after: 2));
        Assert.Equal(5, await _clients.Log.LastSequenceNumberAsync(1, Stop));
        Assert.Equal(0, _hub.ReadersOf(EventHubReader.ConsumerGroup));
    }

    [Fact]
    public async Task A_read_leaves_no_link_behind()
    {
        await AppendAsync(3);

        Assert.Equal(3, (await NumbersAsync(after: 0)).Count);

        Assert.Equal(1, _hub.ReadersOf(EventHubReader.ConsumerGroup));
        await _hub.ReadersClosedAsync(EventHubReader.ConsumerGroup).WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    [Fact]
    public async Task A_link_that_stays_silent_ends_the_read_so_that_the_function_is_not_timed_out()
    {
        await AppendAsync(3);
        _hub.IsSilent = true;

        var silent = await Assert.ThrowsAsync<IOException>(() => NumbersAsync(after: 1));
        _hub.IsSilent = false;

        Assert.Contains("Partition 1", silent.Message, StringComparison.Ordinal);
        Assert.Contains("after 1", silent.Message, StringComparison.Ordinal);
        Assert.Equal([2, 3], await NumbersAsync(after: 1));
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_question_costs_a_retry_and_no_failure()
    {
        await AppendAsync(3);
        var questions = _hub.Questions;
        _hub.BrokenQuestions = 1;

        Assert.Equal(3, await _clients.Log.LastSequenceNumberAsync(1, Stop));
        Assert.Equal(questions + 2, _hub.Questions);

        _hub.BrokenQuestions = 1;
        Assert.Equal([3], await NumbersAsync(after: 2));
    }

    [Fact]
    public async Task An_outage_fails_reading_for_now_and_it_works_again_after_it()
    {
        await AppendAsync(2);
        _hub.Stop();
        await Assert.ThrowsAsync<IOException>(() => NumbersAsync(after: 0));
        await Assert.ThrowsAsync<IOException>(async () => await _clients.Log.LastSequenceNumberAsync(1, Stop));
        _hub.Start();

        Assert.Equal([1, 2], await NumbersAsync(after: 0));
    }

    [Fact]
    public async Task Reading_back_goes_on_beside_the_trigger_that_owns_the_partition()
    {
        await AppendAsync(2);
        await using var trigger = _clients.Own(TriggerGroup, 1, epoch: 0);
        Assert.Equal(2, (await trigger.ReceiveBatchAsync(10, Stop)).Count());

        Assert.Equal([1, 2], await NumbersAsync(after: 0));
    }

    [Fact]
    public async Task A_partition_that_another_reader_owns_for_the_group_of_reading_back_is_named_as_that()
    {
        await AppendAsync(2);
        await using var owner = _clients.Own(EventHubReader.ConsumerGroup, 1, epoch: 0);
        Assert.NotEmpty(await owner.ReceiveBatchAsync(10, Stop));

        var refused = await Assert.ThrowsAsync<EventHubsException>(() => NumbersAsync(after: 0));

        Assert.Equal(EventHubsException.FailureReason.ConsumerDisconnected, refused.Reason);
    }

    [Fact]
    public async Task An_owner_with_a_higher_epoch_takes_the_partition_from_the_one_before()
    {
        await AppendAsync(1);
        await using var other = new HubClients(_hub);
        await using var before = _clients.Own(TriggerGroup, 1, epoch: 0);
        Assert.NotEmpty(await before.ReceiveBatchAsync(10, Stop));

        await using var after = other.Own(TriggerGroup, 1, epoch: 1);
        Assert.NotEmpty(await after.ReceiveBatchAsync(10, Stop));

        var lost = await Assert.ThrowsAsync<EventHubsException>(() => before.ReceiveBatchAsync(10, TimeSpan.FromMinutes(1), Stop));
        Assert.Equal(EventHubsException.FailureReason.ConsumerDisconnected, lost.Reason);
    }

    [Fact]
    public async Task What_one_process_appends_another_reads()
    {
        await using var other = new HubClients(_hub);
        await AppendAsync(1);

        var record = Assert.Single(await other.Log.ReadAsync(1, 0, int.MaxValue, Stop));

        Assert.Equal("1", Encoding.UTF8.GetString(record.Body.Span));
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await _clients.Log.AppendAsync(1, [Encoding.UTF8.GetBytes($"{i}")], Stop);
        }
    }

    private async Task<List<long>> NumbersAsync(long after) =>
        [.. (await _clients.Log.ReadAsync(1, after, int.MaxValue, Stop)).Select(record => record.SequenceNumber)];
}

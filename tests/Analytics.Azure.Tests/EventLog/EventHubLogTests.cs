using System.Net.Sockets;
using Analytics.Azure.EventLog;
using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Moq;

namespace Analytics.Azure.Tests.EventLog;

public sealed class EventHubLogTests
{
    private readonly Mock<EventHubProducerClient> _producer = new();
    private readonly EventHubLog _log;

    public EventHubLogTests() => _log = new(_producer.Object, new EventHubReader((_, _) => throw new InvalidOperationException()), 4);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_goes_to_the_partition_that_the_caller_names()
    {
        SendEventOptions? options = null;
        EventData? sent = null;
        _producer
            .Setup(p => p.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<SendEventOptions>(), It.IsAny<CancellationToken>()))
            .Callback((IEnumerable<EventData> events, SendEventOptions given, CancellationToken _) => (sent, options) = (events.Single(), given))
            .Returns(Task.CompletedTask);

        await _log.AppendAsync(3, "body"u8.ToArray(), Stop);

        Assert.Equal("3", options!.PartitionId);
        Assert.Equal("body"u8.ToArray(), sent!.EventBody.ToArray());
    }

    [Fact]
    public async Task Messages_that_are_appended_together_are_one_publication()
    {
        var sent = new List<string[]>();
        _producer
            .Setup(p => p.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<SendEventOptions>(), It.IsAny<CancellationToken>()))
            .Callback((IEnumerable<EventData> events, SendEventOptions _, CancellationToken _) => sent.Add([.. events.Select(e => e.EventBody.ToString())]))
            .Returns(Task.CompletedTask);

        await _log.AppendAsync(3, ["one"u8.ToArray(), "two"u8.ToArray()], Stop);

        Assert.Equal(["one", "two"], Assert.Single(sent));
    }

    [Theory]
    [InlineData(EventHubsException.FailureReason.ServiceBusy)]
    [InlineData(EventHubsException.FailureReason.QuotaExceeded)]
    public async Task A_refusal_lets_the_publisher_try_the_next_partition(EventHubsException.FailureReason reason)
    {
        Fail(new EventHubsException(isTransient: true, "events", reason));

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await _log.AppendAsync(1, "body"u8.ToArray(), Stop));

        Assert.False(refused.OutcomeUnknown);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
    }

    public static TheoryData<Exception> LostAnswers =>
    [
        new EventHubsException(isTransient: true, "events", EventHubsException.FailureReason.ServiceTimeout),
        new EventHubsException(isTransient: true, "events", EventHubsException.FailureReason.ServiceCommunicationProblem),
        new OperationCanceledException("The AMQP object session35 is aborted."),
        new TimeoutException(),
        new SocketException(),
    ];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_lost_answer_does_not_let_the_publisher_append_a_second_time(Exception failure)
    {
        Fail(failure);

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await _log.AppendAsync(1, "body"u8.ToArray(), Stop));

        Assert.True(refused.OutcomeUnknown);
    }

    [Fact]
    public async Task What_the_caller_cancels_is_no_failure_of_the_hub()
    {
        Fail(new OperationCanceledException());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _log.AppendAsync(1, "body"u8.ToArray(), cancelled.Token));
    }

    [Fact]
    public async Task A_wrong_name_is_no_matter_of_availability()
    {
        Fail(new EventHubsException(isTransient: false, "events", EventHubsException.FailureReason.ResourceNotFound));

        await Assert.ThrowsAsync<EventHubsException>(async () => await _log.AppendAsync(1, "body"u8.ToArray(), Stop));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(41, 42)]
    public async Task Numbers_are_one_above_those_of_the_hub(long ofHub, long ofLog)
    {
        _producer.Setup(p => p.GetPartitionPropertiesAsync("2", It.IsAny<CancellationToken>()))
            .ReturnsAsync(EventHubsModelFactory.PartitionProperties("events", "2", ofHub < 0, 0, ofHub, "0", DateTimeOffset.UnixEpoch));

        Assert.Equal(ofLog, await _log.LastSequenceNumberAsync(2, Stop));
    }

    private void Fail(Exception failure) => _producer
        .Setup(p => p.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<SendEventOptions>(), It.IsAny<CancellationToken>()))
        .ThrowsAsync(failure);
}

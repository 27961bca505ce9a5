using Analytics.Azure.EventLog;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Moq;

namespace Analytics.Azure.Tests.EventLog;

/// <summary>Links that are slow in ways that no endpoint can be made to be at the right moment.</summary>
public sealed class EventHubReaderTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Mock<PartitionReceiver> _receiver = new();
    private readonly Queue<EventData[]> _deliveries = new();
    private long _last = -1;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_link_is_not_taken_for_the_end()
    {
        _deliveries.Enqueue([]);
        Deliver(10);

        Assert.Equal(11, Assert.Single(await Log().ReadAsync(1, 10, int.MaxValue, Stop)).SequenceNumber);
        _receiver.Verify(r => r.DisposeAsync(), Times.Once);
    }

    [Fact]
    public async Task A_link_that_falls_silent_gives_what_it_gave_before()
    {
        Deliver(10, 11);
        _deliveries.Enqueue([]);
        _last = 20;

        Assert.Equal([11, 12], (await Log().ReadAsync(1, 10, int.MaxValue, Stop)).Select(record => record.SequenceNumber));
    }

    [Fact]
    public async Task A_link_that_drips_gives_what_it_has_after_a_minute()
    {
        for (var number = 10; number < 100; number++)
        {
            Deliver(number);
        }

        _receiver
            .Setup(r => r.ReceiveBatchAsync(It.IsAny<int>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() =>
            {
                _clock.Advance(TimeSpan.FromSeconds(4));
                return _deliveries.Dequeue();
            });

        Assert.Equal(15, (await Log(isScripted: true).ReadAsync(1, 10, int.MaxValue, Stop)).Count);
    }

    private void Deliver(params long[] numbers)
    {
        _deliveries.Enqueue([
            .. numbers.Select(number =>
                EventHubsModelFactory.EventData(
                    new BinaryData(new byte[100]),
                    sequenceNumber: number,
                    offsetString: $"{number}",
                    enqueuedTime: DateTimeOffset.UnixEpoch
                )
            ),
        ]);
        _last = numbers[^1];
    }

    private EventHubLog Log(bool isScripted = false)
    {
        if (!isScripted)
        {
            _receiver
                .Setup(r => r.ReceiveBatchAsync(It.IsAny<int>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync(() => _deliveries.Dequeue());
        }

        var questions = new Mock<EventHubConsumerClient>();
        questions
            .Setup(p => p.GetPartitionPropertiesAsync("1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(() =>
                EventHubsModelFactory.PartitionProperties("events", "1", isEmpty: false, 0, _last, "0", DateTimeOffset.UnixEpoch)
            );
        return new(Mock.Of<EventHubProducerClient>(), questions.Object, new EventHubReader((_, _) => _receiver.Object, _clock), new(0), 2);
    }
}

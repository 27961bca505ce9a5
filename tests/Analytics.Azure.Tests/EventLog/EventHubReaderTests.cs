using Analytics.Azure.EventLog;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Moq;

namespace Analytics.Azure.Tests.EventLog;

public sealed class EventHubReaderTests
{
    private readonly Mock<PartitionReceiver> _receiver = new();
    private readonly Queue<EventData[]> _deliveries = new();
    private EventPosition? _opened;
    private long _last = -1;
    private bool _isEmpty;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_come_in_order_from_the_one_after_the_given()
    {
        Deliver(10, 11, 12);

        var records = await Log().ReadAsync(1, 10, int.MaxValue, Stop);

        Assert.Equal([11, 12, 13], records.Select(record => record.SequenceNumber));
        Assert.All(records, record => Assert.Equal(1, record.Partition));
        Assert.Equal(EventPosition.FromSequenceNumber(10, isInclusive: true), _opened);
        _receiver.Verify(r => r.DisposeAsync(), Times.Once);
    }

    [Fact]
    public async Task The_end_of_a_partition_is_known_without_waiting_for_messages()
    {
        _last = 9;

        Assert.Empty(await Log().ReadAsync(1, 10, int.MaxValue, Stop));
        Assert.Null(_opened);
    }

    [Fact]
    public async Task A_partition_whose_messages_are_all_past_retention_is_at_its_end()
    {
        (_last, _isEmpty) = (99, true);

        Assert.Empty(await Log().ReadAsync(1, 10, int.MaxValue, Stop));
    }

    [Fact]
    public async Task A_slow_link_is_not_taken_for_the_end()
    {
        _deliveries.Enqueue([]);
        Deliver(10);

        Assert.Equal(11, Assert.Single(await Log().ReadAsync(1, 10, int.MaxValue, Stop)).SequenceNumber);
    }

    [Fact]
    public async Task A_read_stops_at_its_bytes_and_gives_at_least_one_message()
    {
        Deliver(0, 1, 2, 3);
        Assert.Single(await Log().ReadAsync(1, 0, 1, Stop));

        Deliver(0, 1, 2, 3);
        Assert.Equal(2, (await Log().ReadAsync(1, 0, 101, Stop)).Count);
    }

    private void Deliver(params long[] numbers)
    {
        _deliveries.Enqueue([.. numbers.Select(number => EventHubsModelFactory.EventData(
            new BinaryData(new byte[100]), sequenceNumber: number, offsetString: $"{number}", enqueuedTime: DateTimeOffset.UnixEpoch))]);
        _last = numbers[^1];
    }

    private EventHubLog Log()
    {
        _receiver.Setup(r => r.ReceiveBatchAsync(It.IsAny<int>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => _deliveries.Dequeue());
        var producer = new Mock<EventHubProducerClient>();
        producer.Setup(p => p.GetPartitionPropertiesAsync("1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => EventHubsModelFactory.PartitionProperties("events", "1", _isEmpty, 0, _last, "0", DateTimeOffset.UnixEpoch));
        var reader = new EventHubReader((_, position) =>
        {
            _opened = position;
            return _receiver.Object;
        });
        return new(producer.Object, reader, 2);
    }
}

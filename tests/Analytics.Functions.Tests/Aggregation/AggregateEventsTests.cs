using Analytics.Azure.Aggregation;
using Analytics.Azure.EventLog;
using Analytics.Core.Aggregation;
using Analytics.Core.Live;
using Analytics.Functions.Aggregation;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Analytics.Functions.Tests.Aggregation;

public sealed class AggregateEventsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTableStore _tables = new();
    private readonly PartitionAggregators _aggregators;
    private readonly AggregateEvents _function;

    public AggregateEventsTests()
    {
        _aggregators = new(
            new InMemoryEventLog(8, _clock),
            _tables,
            new RollingStatistics(_clock),
            new AggregationOptions(),
            new RollupDemand(_tables, TimeProvider.System),
            _clock,
            NullLogger<PartitionAggregators>.Instance
        );
        _function = new(_aggregators, _clock, new ServiceCollection().AddSingleton(new HubNumbering(0)).BuildServiceProvider());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _aggregators.Dispose();

    [Fact]
    public async Task A_batch_goes_to_the_partition_that_the_binding_data_names_with_numbers_from_1()
    {
        var enqueued = new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
        EventData[] events = [Received(0, enqueued), Received(1, enqueued.AddSeconds(1))];

        await _function.RunAsync(events, Context(("PartitionContext", """{"FullyQualifiedNamespace":"n","PartitionId":"7"}""")), Stop);

        var watermark = await Watermark.ReadAsync(_tables, 7, Stop);
        Assert.Equal((2, enqueued.AddSeconds(1)), (watermark.SequenceNumber, watermark.Enqueued));
    }

    [Fact]
    public async Task A_batch_without_a_partition_is_an_error_that_names_what_is_missing()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => _function.RunAsync([], Context(("other", "{}")), Stop));

        Assert.Contains("PartitionContext", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_batch_is_retried_without_end_so_that_the_checkpoint_stays()
    {
        var retry = (RetryAttribute)
            Assert.Single(
                typeof(AggregateEvents)
                    .GetMethod(nameof(AggregateEvents.RunAsync))!
                    .GetCustomAttributes(typeof(RetryAttribute), inherit: false)
            );

        Assert.Equal(-1, retry.MaxRetryCount);
    }

    private static EventData Received(long number, DateTimeOffset enqueued) =>
        EventHubsModelFactory.EventData(
            new BinaryData("no event message"u8.ToArray()),
            sequenceNumber: number,
            offsetString: "0",
            enqueuedTime: enqueued
        );

    private static FunctionContext Context(params (string Key, string Value)[] data)
    {
        var binding = new Mock<BindingContext>();
        binding.Setup(b => b.BindingData).Returns(data.ToDictionary(d => d.Key, d => (object?)d.Value));
        var context = new Mock<FunctionContext>();
        context.Setup(c => c.BindingContext).Returns(binding.Object);
        context.Setup(c => c.FunctionDefinition.Name).Returns("AggregateEvents");
        return context.Object;
    }
}

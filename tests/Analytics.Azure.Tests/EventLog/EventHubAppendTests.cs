using System.Text;
using Amqp.Framing;
using Analytics.Azure.Tests.EventHubs;
using Analytics.Core.EventLog;

namespace Analytics.Azure.Tests.EventLog;

/// <summary>Appends of the real client to an endpoint that refuses, closes connections or does not answer.</summary>
public sealed class EventHubAppendTests : IAsyncDisposable
{
    private readonly EventHubEndpoint _hub = new(4);
    private readonly HubClients _clients;

    public EventHubAppendTests() => _clients = new(_hub);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        _hub.Dispose();
    }

    [Fact]
    public async Task A_message_goes_to_the_partition_that_the_caller_names()
    {
        await AppendAsync(3, "body");

        Assert.Equal([0, 0, 0, 1], _hub.Partitions.Select(partition => partition.Next));
    }

    [Theory]
    [InlineData("com.microsoft:server-busy")]
    [InlineData("amqp:resource-limit-exceeded")]
    public async Task A_refusal_lets_the_publisher_try_the_next_partition(string condition)
    {
        _hub.Refusal = partition => partition == 1 ? new Error(condition) { Description = "Refused by the test." } : null;

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(1, "refused"));
        await AppendAsync(2, "taken");

        Assert.False(refused.OutcomeUnknown);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Equal([0, 0, 1, 0], _hub.Partitions.Select(partition => partition.Next));
    }

    [Fact]
    public async Task A_refusal_is_over_when_the_hub_takes_messages_again()
    {
        _hub.Refusal = static _ => new Error("com.microsoft:server-busy");
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(1, "refused"));
        _hub.Refusal = static _ => null;

        await AppendAsync(1, "taken");

        Assert.Equal(["taken"], await BodiesAsync(1));
    }

    [Fact]
    public async Task A_lost_answer_is_told_as_unknown_and_the_message_is_there_once()
    {
        await AppendAsync(1, "first");
        _hub.LosesAnswers = true;

        var lost = await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(1, "second"));
        _hub.LosesAnswers = false;
        await AppendAsync(1, "third");

        Assert.True(lost.OutcomeUnknown);
        Assert.Equal(["first", "second", "third"], await BodiesAsync(1));
    }

    [Fact]
    public async Task An_outage_is_told_and_appending_goes_on_by_itself_after_it()
    {
        await AppendAsync(0, "before");
        _hub.Stop();
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => AppendAsync(0, "meanwhile"));
        _hub.Start();

        await AppendUntilTakenAsync(0, "after");

        // What was not acknowledged may have been stored all the same, as soon as the hub was back.
        Assert.Equal(["before", "after"], (await BodiesAsync(0)).Where(body => body != "meanwhile").Distinct());
    }

    [Fact]
    public async Task A_hub_that_does_not_exist_is_no_matter_of_availability()
    {
        _hub.Refusal = static _ => new Error("amqp:unauthorized-access") { Description = "No role." };

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(0, "x"));

        Assert.IsNotType<EventLogUnavailableException>(failure);
        Assert.IsNotAssignableFrom<IOException>(failure);
    }

    [Fact]
    public async Task Messages_of_one_append_are_taken_or_refused_together()
    {
        var refusals = 0;
        _hub.Refusal = _ => refusals++ == 0 ? new Error("com.microsoft:server-busy") : null;
        ReadOnlyMemory<byte>[] two = ["one"u8.ToArray(), "two"u8.ToArray()];

        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await _clients.Log.AppendAsync(2, two, Stop));
        Assert.Equal(0, _hub.Partitions[2].Next);
        await _clients.Log.AppendAsync(2, two, Stop);

        Assert.Equal(2, refusals);
        Assert.Equal(["one", "two"], await BodiesAsync(2));
    }

    private async Task AppendAsync(int partition, string text) =>
        await _clients.Log.AppendAsync(partition, Encoding.UTF8.GetBytes(text), Stop);

    /// <summary>Sends again as a publisher does: what was sent just before may have found a connection that was being closed.</summary>
    private async Task AppendUntilTakenAsync(int partition, string text)
    {
        const int Attempts = 4;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AppendAsync(partition, text);
                return;
            }
            catch (EventLogUnavailableException) when (attempt < Attempts)
            {
                // Not taken, or taken and not said.
            }
        }
    }

    private async Task<List<string>> BodiesAsync(int partition) =>
        [.. (await _clients.Log.ReadAsync(partition, 0, int.MaxValue, Stop)).Select(record => Encoding.UTF8.GetString(record.Body.Span))];
}

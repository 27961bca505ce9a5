using System.Text;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Collection;

/// <summary>One body is read at a time, and one may wait.</summary>
public sealed class ReadingTurnsTests : IDisposable
{
    private const int Large = ReadingTurns.SmallBytes + 1;
    private readonly ReadingTurns _turns = new(atOnce: 1, maxWaiting: 1);
    private readonly CollectorHarness _harness = new();

    public ReadingTurnsTests() => _harness.Turns = _turns;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_batch_waits_and_one_more_is_refused_with_a_time()
    {
        var turn = await _turns.EnterAsync(Large, mayRefuse: true, Token);
        var waiting = _harness.Batch(Batch(100));

        var refusal = await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await _harness.Batch(Batch(100)));

        Assert.Equal(
            "Batches are read in turn, and as many wait as may (1). Send this one again after 1 s, and fewer at once.",
            refusal.Message
        );
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        Assert.False(waiting.IsCompleted);
        Assert.Empty(_harness.Events);

        turn.Dispose();
        Assert.Equal(100, (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token)).Accepted);
        Assert.Equal(100, _harness.Events.Count);
    }

    [Fact]
    public async Task An_event_of_a_page_and_a_small_batch_do_not_wait()
    {
        using var turn = await _turns.EnterAsync(Large, mayRefuse: true, Token);
        var waiting = _turns.EnterAsync(Large, mayRefuse: true, Token).AsTask();

        Assert.Equal(1, (await _harness.One(Event(1))).Accepted);
        Assert.Equal(10, (await _harness.Batch(Batch(10))).Accepted);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_part_of_a_stream_waits_however_many_do()
    {
        var turn = await _turns.EnterAsync(Large, mayRefuse: true, Token);
        var waiting = _turns.EnterAsync(Large, mayRefuse: true, Token).AsTask();
        var part = _harness.Collector.CollectPartAsync(Encoding.UTF8.GetBytes(Batch(100)), _harness.Context(), Token).AsTask();
        Assert.False(part.IsCompleted);

        turn.Dispose();
        (await waiting).Dispose();

        Assert.Equal(100, (await part.WaitAsync(TimeSpan.FromSeconds(30), Token)).Accepted);
    }

    [Fact]
    public async Task A_sender_who_goes_while_waiting_leaves_its_place()
    {
        var turn = await _turns.EnterAsync(Large, mayRefuse: true, Token);
        using var gone = new CancellationTokenSource();
        var waiting = _turns.EnterAsync(Large, mayRefuse: true, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var next = _turns.EnterAsync(Large, mayRefuse: true, Token).AsTask();

        turn.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task Turns_are_given_back_when_a_body_is_wrong_and_when_sites_are_fetched()
    {
        for (var i = 0; i < 3; i++)
        {
            var receipt = await _harness.Batch("[" + new string(' ', Large)).WaitAsync(TimeSpan.FromSeconds(30), Token);
            Assert.NotNull(receipt.Failure);
            _harness.Sites.Add($"site{i}.example");
            receipt = await _harness.Batch(Batch(100, $"site{i}.example")).WaitAsync(TimeSpan.FromSeconds(30), Token);
            Assert.Equal(100, receipt.Accepted);
        }
    }

    public void Dispose() => _harness.Dispose();

    private static string Event(int page, string site = "example.com") =>
        $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/a-page-with-a-long-name-number-{{page}}"}""";

    private static string Batch(int events, string site = "example.com") =>
        $"[{string.Join(',', Enumerable.Range(0, events).Select(page => Event(page, site)))}]";
}

using Analytics.Core.Operations;

namespace Analytics.Core.Tests.Operations;

/// <summary>A reading that grows with what is stored holds up nobody who asks for it.</summary>
public sealed class BackgroundReadingTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly Queue<TaskCompletionSource<string>> _readings = new();
    private readonly SemaphoreSlim _begun = new(0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_short_reading_is_answered_at_once_and_kept_for_a_while()
    {
        await using var reading = New();
        var first = reading.ReadAsync(Token);
        await EndAsync("a");
        Assert.Equal((Start, "a"), await first);

        _clock.Advance(BackgroundReading<string>.Freshness - TimeSpan.FromTicks(1));
        Assert.Equal((Start, "a"), await reading.ReadAsync(Token));

        _clock.Advance(TimeSpan.FromTicks(1));
        var second = reading.ReadAsync(Token);
        await EndAsync("b");
        Assert.Equal((Start.AddSeconds(10), "b"), await second);
    }

    [Fact]
    public async Task A_long_one_is_answered_by_the_one_before_it_with_its_time()
    {
        await using var reading = New();
        var first = reading.ReadAsync(Token);
        await _begun.WaitAsync(Token);
        _clock.Advance(BackgroundReading<string>.Patience);
        Assert.Null(await first);

        // Another caller begins no second one.
        var waiting = reading.ReadAsync(Token);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await waiting);
        var last = reading.ReadAsync(Token);
        _readings.Dequeue().SetResult("a");
        Assert.Equal((Start, "a"), await last);

        // It took over 2 s and is kept for 20 times as long.
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal((Start, "a"), await reading.ReadAsync(Token));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var old = reading.ReadAsync(Token);
        await _begun.WaitAsync(Token);
        _clock.Advance(BackgroundReading<string>.Patience);
        Assert.Equal((Start, "a"), await old);
        _readings.Dequeue().SetResult("b");
    }

    [Fact]
    public async Task A_failure_is_told_and_the_next_caller_begins_another()
    {
        await using var reading = New();
        var failed = reading.ReadAsync(Token);
        await _begun.WaitAsync(Token);
        _readings.Dequeue().SetException(new IOException("not now"));
        await Assert.ThrowsAsync<IOException>(() => failed);

        var second = reading.ReadAsync(Token);
        await EndAsync("a");
        Assert.Equal((Start, "a"), await second);
    }

    [Fact]
    public async Task The_first_one_is_waited_for_if_there_must_be_one()
    {
        await using var reading = New(waitsForFirst: true);
        var first = reading.ReadAsync(Token);
        await _begun.WaitAsync(Token);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(first.IsCompleted);
        _readings.Dequeue().SetResult("a");
        Assert.Equal((Start, "a"), await first);
    }

    [Fact]
    public async Task It_ends_with_its_owner()
    {
        var reading = New();
        var asked = reading.ReadAsync(Token);
        await _begun.WaitAsync(Token);

        await reading.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private BackgroundReading<string> New(bool waitsForFirst = false) =>
        new(
            token =>
            {
                var reading = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _readings.Enqueue(reading);
                _begun.Release();
                return reading.Task.WaitAsync(token);
            },
            waitsForFirst,
            _clock
        );

    private async Task EndAsync(string value)
    {
        await _begun.WaitAsync(Token);
        _readings.Dequeue().SetResult(value);
    }
}

using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<int> _flights = new();
    private readonly TaskCompletionSource<int> _value = new();
    private CancellationToken _token;
    private int _computations;

    [Fact]
    public async Task What_several_ask_for_at_once_is_computed_once()
    {
        var answers = Enumerable.Range(0, 5).Select(_ => AskAsync("key", CancellationToken.None)).ToList();
        var other = AskAsync("other", CancellationToken.None);
        _value.SetResult(7);

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(7, answer));
        Assert.Equal((7, 2), (await other, _computations));
    }

    [Fact]
    public async Task What_is_asked_for_later_is_computed_again()
    {
        _value.SetResult(7);
        await AskAsync("key", CancellationToken.None);
        await AskAsync("key", CancellationToken.None);

        Assert.Equal(2, _computations);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_disturb_the_others()
    {
        using var first = new CancellationTokenSource();
        var givenUp = AskAsync("key", first.Token);
        var waiting = AskAsync("key", CancellationToken.None);
        await first.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.False(_token.IsCancellationRequested);
        _value.SetResult(7);
        Assert.Equal((7, 1), (await waiting, _computations));
    }

    [Fact]
    public async Task When_nobody_waits_any_more_the_computation_is_cancelled_and_nobody_joins_it()
    {
        using var only = new CancellationTokenSource();
        var givenUp = AskAsync("key", only.Token);
        await only.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.True(_token.IsCancellationRequested);

        var next = AskAsync("key", CancellationToken.None);
        _value.SetResult(7);

        Assert.Equal((7, 2), (await next, _computations));
    }

    [Fact]
    public async Task A_failure_reaches_all_and_is_not_kept()
    {
        var answers = Enumerable.Range(0, 2).Select(_ => AskAsync("key", CancellationToken.None)).ToList();
        _value.SetException(new IOException("not now"));

        foreach (var answer in answers)
        {
            Assert.Equal("not now", (await Assert.ThrowsAsync<IOException>(() => answer)).Message);
        }

        Assert.Equal(3, await _flights.RunAsync("key", _ => ValueTask.FromResult(3), CancellationToken.None));
    }

    private Task<int> AskAsync(string key, CancellationToken cancellationToken) =>
        _flights
            .RunAsync(
                key,
                async token =>
                {
                    _token = token;
                    _computations++;
                    return await _value.Task;
                },
                cancellationToken
            )
            .AsTask();
}

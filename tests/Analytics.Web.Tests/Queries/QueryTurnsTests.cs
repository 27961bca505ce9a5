using Analytics.Web.Queries;

namespace Analytics.Web.Tests.Queries;

/// <summary>Two questions at once, on a clock that stands still unless it is moved.</summary>
public sealed class QueryTurnsTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly QueryTurns _turns;

    public QueryTurnsTests() => _turns = new(2, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Who_asks_little_has_a_turn_beside_long_questions_of_others()
    {
        await TakeAsync("a", "a.example");
        await TakeAsync("b", "b.example");
        var third = TakeAsync("c", "c.example");
        Assert.False(third.IsCompleted);

        _time.Advance(QueryTurns.Long);

        var turn = await third.WaitAsync(Soon, Cancel);
        var fourth = TakeAsync("d", "d.example");
        Assert.False(fourth.IsCompleted);
        turn.Dispose();
        await fourth.WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task The_key_and_the_links_of_a_site_leave_a_turn_to_the_long_questions_of_another()
    {
        await ComputeAsync("key", "a.example", seconds: 5);
        await ComputeAsync("link", "a.example", seconds: 5, hasKey: false);
        await ComputeAsync("other", "b.example", seconds: 5);
        var first = await TakeAsync("key", "a.example");
        var link = TakeAsync("link", "a.example", hasKey: false);

        await TakeAsync("other", "b.example").WaitAsync(Soon, Cancel);

        Assert.False(link.IsCompleted);
        first.Dispose();
        await link.WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task Long_questions_are_two_at_once_until_their_callers_have_paused()
    {
        await ComputeAsync("a", "a.example", seconds: 5);
        await ComputeAsync("b", "b.example", seconds: 5);
        await ComputeAsync("c", "c.example", seconds: 5);
        await TakeAsync("a", "a.example");
        await TakeAsync("b", "b.example");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = TakeAsync("c", "c.example", cancellationToken: patience.Token);
        Assert.False(waiting.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        _time.Advance(TimeSpan.FromMinutes(1));

        await TakeAsync("c", "c.example").WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task However_many_ask_for_the_first_time_eight_are_computed_at_once()
    {
        var taken = new List<Task<IDisposable>>();
        for (var caller = 0; caller < 12; caller++)
        {
            taken.Add(TakeAsync($"{caller}", $"{caller}.example"));
            _time.Advance(QueryTurns.Long);
        }

        Assert.Equal(2 * QueryTurns.Further, taken.Count(turn => turn.IsCompleted));
        (await taken[0]).Dispose();
        await taken[8].WaitAsync(Soon, Cancel);
        Assert.False(taken[9].IsCompleted);
    }

    [Fact]
    public async Task Of_readers_without_a_key_one_is_computed_beside_a_long_one()
    {
        await TakeAsync("1.2.3.4", "a.example", hasKey: false);
        var second = TakeAsync("1.2.3.5", "b.example", hasKey: false);
        Assert.False(second.IsCompleted);

        _time.Advance(QueryTurns.Long);

        await second.WaitAsync(Soon, Cancel);
    }

    private async Task ComputeAsync(string caller, string site, int seconds, bool hasKey = true)
    {
        using var turn = await TakeAsync(caller, site, hasKey);
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private Task<IDisposable> TakeAsync(string caller, string site, bool hasKey = true, CancellationToken? cancellationToken = null) =>
        _turns.TakeAsync(new(caller, hasKey), site, cancellationToken ?? Cancel).AsTask();
}

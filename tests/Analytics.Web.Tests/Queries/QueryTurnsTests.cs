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
        var taken = new List<Task<QueryTurn>>();
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
    public async Task Where_eight_long_questions_are_computed_a_short_one_takes_the_turn_of_the_last()
    {
        var taken = await TakeAsync(8);
        var merchant = TakeAsync("merchant", "merchant.example");

        Assert.Equal([.. Enumerable.Repeat(false, taken.Count - 1), true], taken.Select(turn => turn.TakenBack.IsCancellationRequested));
        Assert.False(merchant.IsCompleted);
        taken[^1].Dispose();
        var turn = await merchant.WaitAsync(Soon, Cancel);
        turn.Dispose();
        await TakeAsync("another", "another.example").WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_question_that_gave_its_turn_back_starts_again_once_a_long_one_has_ended()
    {
        var taken = await TakeAsync(7);
        var times = 0;
        var answer = _turns
            .ComputeAsync(
                new("long", true),
                "long.example",
                async token =>
                {
                    if (++times == 1)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
                    }

                    return "answer";
                },
                Cancel
            )
            .AsTask();
        _time.Advance(QueryTurns.Long);

        (await TakeAsync("merchant", "merchant.example").WaitAsync(Soon, Cancel)).Dispose();

        // However long it waits: who asks little has a turn beside it, and it has one as soon as fewer than two are computed.
        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync("another", "another.example").WaitAsync(Soon, Cancel)).Dispose();
        Assert.Equal((false, 1), (answer.IsCompleted, times));
        taken.ForEach(turn => turn.Dispose());
        Assert.Equal("answer", await answer.WaitAsync(Soon, Cancel));
        Assert.Equal(2, times);
    }

    [Fact]
    public async Task A_question_that_waits_for_its_second_turn_can_be_left()
    {
        await TakeAsync(7);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var answer = _turns
            .ComputeAsync(
                new("long", true),
                "long.example",
                async token =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
                    return 0;
                },
                patience.Token
            )
            .AsTask();
        _time.Advance(QueryTurns.Long);
        await TakeAsync("merchant", "merchant.example").WaitAsync(Soon, Cancel);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Soon, Cancel));
    }

    [Fact]
    public async Task Who_asks_many_short_questions_has_a_turn_beside_long_ones()
    {
        for (var question = 0; question < 20; question++)
        {
            await ComputeAsync("explorer", "a.example", seconds: 0.5);
        }

        await TakeAsync(2);

        await TakeAsync("explorer", "a.example").WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task Who_has_had_least_computed_lately_is_next()
    {
        for (var question = 0; question < 20; question++)
        {
            await ComputeAsync("busy", "a.example", seconds: 0.5);
        }

        var taken = await TakeAsync(2);
        var first = await TakeAsync("first", "first.example");
        var busy = TakeAsync("busy", "a.example");
        var merchant = TakeAsync("merchant", "merchant.example");

        first.Dispose();

        await merchant.WaitAsync(Soon, Cancel);
        Assert.False(busy.IsCompleted);
        taken[0].Dispose();
        taken[1].Dispose();
        await busy.WaitAsync(Soon, Cancel);
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

    private async Task ComputeAsync(string caller, string site, double seconds, bool hasKey = true)
    {
        using var turn = await TakeAsync(caller, site, hasKey);
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Takes turns of as many callers, whose questions have become long in the end.</summary>
    private async Task<List<QueryTurn>> TakeAsync(int callers)
    {
        var taken = new List<QueryTurn>();
        for (var caller = 0; caller < callers; caller++)
        {
            taken.Add(await TakeAsync($"{caller}", $"{caller}.example").WaitAsync(Soon, Cancel));
            _time.Advance(QueryTurns.Long);
        }

        return taken;
    }

    private Task<QueryTurn> TakeAsync(string caller, string site, bool hasKey = true, CancellationToken? cancellationToken = null) =>
        _turns.TakeAsync(new(caller, hasKey), site, isLong: false, cancellationToken ?? Cancel).AsTask();
}

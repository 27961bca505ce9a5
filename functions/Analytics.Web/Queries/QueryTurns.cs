using Analytics.Web.Access;

namespace Analytics.Web.Queries;

/// <summary>
/// The turns in which questions are computed. Some are computed at once; a question of somebody whose questions are short gets a further
/// turn beside long ones, so that these do not hold it up, and if none is left, the long one that started last gives its own back. A
/// caller, all readers without a key, and a site each have a share; who has had least computed lately is next. Thread-safe.
/// </summary>
/// <remarks>
/// Example with 2 at once: a key and a shared link of one site ask for hours. One of their questions is computed at a time, and another
/// site's long question beside it. Somebody who asks a short one gets a turn at once, or when the short one before it has taken a second.
/// </remarks>
/// <param name="atOnce">Number of questions that are computed at once; beside long ones up to <see cref="Further"/> times as many.</param>
/// <param name="time">The clock.</param>
internal sealed class QueryTurns(int atOnce, TimeProvider time) : IDisposable
{
    /// <summary>The factor by which more questions are computed at once, if all but one are long.</summary>
    public const int Further = 4;

    /// <summary>A question is long from here on, and so are the next ones of a caller whose last ones took this on average.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>Time after which half of what was computed for a caller is forgotten.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(20);

    private const int MaxRemembered = 1_000;
    private const double Negligible = 0.05;

    private readonly Lock _lock = new();
    private readonly List<QueryTurn> _running = [];
    private readonly List<QueryTurn> _waiting = [];
    private readonly Dictionary<CallerIdentity, Computed> _computed = [];
    private ITimer? _timer;

    /// <summary>Computes something in a turn: once, or from the beginning again in another turn if the first was taken back.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The site that is asked about; of several, the first.</param>
    /// <param name="compute">Computes the result; its token is cancelled when its turn is taken back, or with the other token.</param>
    /// <param name="cancellationToken">Ends the wait and the computation.</param>
    /// <exception cref="OperationCanceledException">The wait or the computation was ended.</exception>
    public async ValueTask<T> ComputeAsync<T>(
        CallerIdentity caller,
        string site,
        Func<CancellationToken, ValueTask<T>> compute,
        CancellationToken cancellationToken
    )
    {
        for (var isLong = false; ; isLong = true)
        {
            using var turn = await TakeAsync(caller, site, isLong, cancellationToken);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(turn.TakenBack, cancellationToken);
            try
            {
                return await compute(linked.Token);
            }
            catch (OperationCanceledException) when (turn.TakenBack.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The next turn is one of the long questions.
            }
        }
    }

    /// <summary>Waits for a turn, which its disposal ends.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The site that is asked about; of several, the first.</param>
    /// <param name="isLong">True if the question has turned out to be long already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<QueryTurn> TakeAsync(CallerIdentity caller, string site, bool isLong, CancellationToken cancellationToken)
    {
        var turn = new QueryTurn(caller, site, isLong, End);
        lock (_lock)
        {
            _waiting.Add(turn);
            StartWaiting();
        }

        await using var registration = cancellationToken.Register(() => Leave(turn, cancellationToken));
        await turn.Started;
        return turn;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Leave(QueryTurn turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Remove(turn))
            {
                turn.Leave(cancellationToken);
            }
        }
    }

    private void End(QueryTurn turn)
    {
        lock (_lock)
        {
            if (_running.Remove(turn))
            {
                var now = time.GetTimestamp();
                var (before, seconds) = (ComputedFor(turn.Caller, now), Elapsed(turn, now).TotalSeconds);
                _computed[turn.Caller] = new(before.Sum + seconds, (before.Average + seconds) / 2, now);
                ForgetOld(now);
                StartWaiting();
            }
        }
    }

    /// <summary>Starts everything that may start, first what waits for those who have had least computed lately.</summary>
    private void StartWaiting()
    {
        var now = time.GetTimestamp();
        var waiting = _waiting.Select(turn => (Turn: turn, Computed: ComputedFor(turn.Caller, now)));
        foreach (var (turn, computed) in waiting.OrderBy(one => one.Computed.Sum).ToList())
        {
            turn.IsShort = !turn.IsLong && computed.Average < Long.TotalSeconds && !_running.Exists(one => one.Caller == turn.Caller);
            if (HasShare(turn, now))
            {
                StartIfThereIsATurn(turn, now);
            }
        }

        Schedule(now);
    }

    private void StartIfThereIsATurn(QueryTurn turn, long now)
    {
        var isBesideLongOnes = turn.IsShort && !_running.Exists(one => IsShort(one, now));
        if (_running.Count < (isBesideLongOnes ? Further * atOnce : atOnce))
        {
            _waiting.Remove(turn);
            _running.Add(turn);
            turn.Start(now);
        }
        else if (isBesideLongOnes)
        {
            _running[^1].TakeBack();
        }
    }

    private bool HasShare(QueryTurn turn, long now)
    {
        var (ofCaller, ofSite, ofStrangers) = (0, 0, 0);
        foreach (var one in _running)
        {
            ofCaller += one.Caller == turn.Caller ? 1 : 0;
            ofSite += one.Site == turn.Site ? 1 : 0;
            ofStrangers += !one.Caller.HasKey && IsShort(one, now) == turn.IsShort ? 1 : 0;
        }

        var others = Math.Max(1, atOnce - 1);
        return ofCaller < others
            && ofSite < (turn.IsShort ? Math.Max(2, atOnce) : others)
            && (turn.Caller.HasKey || ofStrangers < Math.Max(1, atOnce / 2));
    }

    private bool IsShort(QueryTurn turn, long now) => turn.IsShort && Elapsed(turn, now) < Long;

    private TimeSpan Elapsed(QueryTurn turn, long now) => time.GetElapsedTime(turn.Since, now);

    private Computed ComputedFor(CallerIdentity caller, long now)
    {
        if (!_computed.TryGetValue(caller, out var known))
        {
            return new(0, 0, now);
        }

        var left = Math.Pow(0.5, time.GetElapsedTime(known.At, now) / HalfLife);
        return new(known.Sum * left, known.Average * left, now);
    }

    private void ForgetOld(long now)
    {
        if (_computed.Count <= MaxRemembered)
        {
            return;
        }

        foreach (var caller in _computed.Keys.Where(caller => ComputedFor(caller, now).Sum < Negligible).ToList())
        {
            _computed.Remove(caller);
        }
    }

    /// <summary>Looks again when the first of the short ones has become long.</summary>
    private void Schedule(long now)
    {
        if (
            _waiting.Count > 0
            && _running.Where(one => IsShort(one, now)).Select(one => Long - Elapsed(one, now)).DefaultIfEmpty().Min() is var due
            && due > TimeSpan.Zero
        )
        {
            _timer ??= time.CreateTimer(_ => LookAgain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void LookAgain()
    {
        lock (_lock)
        {
            StartWaiting();
        }
    }

    /// <summary>Seconds that were computed for a caller until a timestamp, and that a question took on average.</summary>
    private readonly record struct Computed(double Sum, double Average, long At);
}

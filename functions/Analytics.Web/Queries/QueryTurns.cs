using Analytics.Web.Access;

namespace Analytics.Web.Queries;

/// <summary>
/// The turns in which questions are computed. Some are computed at once; a question of somebody who has had little computed lately gets a
/// further turn beside long ones, so that these do not hold it up. A caller, all readers without a key, and a site each have a share.
/// Thread-safe.
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

    /// <summary>A question is long from here on, and so are the next ones of a caller who has had this much computed lately.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>Time after which half of what a caller had computed is forgotten.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(20);

    private const int MaxRemembered = 1_000;
    private const double Negligible = 0.05;

    private readonly Lock _lock = new();
    private readonly List<Turn> _running = [];
    private readonly LinkedList<Turn> _waiting = [];
    private readonly Dictionary<CallerIdentity, (double Seconds, long At)> _computed = [];
    private ITimer? _timer;

    /// <summary>Waits for a turn, which the disposal of the result ends.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The site that is asked about; of several, the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<IDisposable> TakeAsync(CallerIdentity caller, string site, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, caller, site);
        lock (_lock)
        {
            turn.Place = _waiting.AddLast(turn);
            StartWaiting();
        }

        await using var registration = cancellationToken.Register(() => Leave(turn, cancellationToken));
        await turn.Started.Task;
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

    private void Leave(Turn turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (turn.Place is { } place)
            {
                turn.Place = null;
                _waiting.Remove(place);
                turn.Started.SetCanceled(cancellationToken);
            }
        }
    }

    private void End(Turn turn)
    {
        lock (_lock)
        {
            if (_running.Remove(turn))
            {
                var now = time.GetTimestamp();
                _computed[turn.Caller] = (ComputedFor(turn.Caller, now) + Elapsed(turn, now).TotalSeconds, now);
                ForgetOld(now);
                StartWaiting();
            }
        }
    }

    /// <summary>Starts everything that may start, the longest waiting first.</summary>
    private void StartWaiting()
    {
        var now = time.GetTimestamp();
        for (var place = _waiting.First; place is not null; )
        {
            var (turn, next) = (place.Value, place.Next);
            turn.IsShort = ComputedFor(turn.Caller, now) < Long.TotalSeconds && !_running.Exists(one => one.Caller == turn.Caller);
            if (MayStart(turn, now))
            {
                turn.Place = null;
                _waiting.Remove(place);
                turn.Since = now;
                _running.Add(turn);
                turn.Started.SetResult();
            }

            place = next;
        }

        Schedule(now);
    }

    private bool MayStart(Turn turn, long now)
    {
        var (ofCaller, ofSite, ofStrangers, shorts) = (0, 0, 0, 0);
        foreach (var one in _running)
        {
            var isShort = IsShort(one, now);
            ofCaller += one.Caller == turn.Caller ? 1 : 0;
            ofSite += one.Site == turn.Site ? 1 : 0;
            ofStrangers += !one.Caller.HasKey && isShort == turn.IsShort ? 1 : 0;
            shorts += isShort ? 1 : 0;
        }

        var others = Math.Max(1, atOnce - 1);
        return ofCaller < others
            && ofSite < (turn.IsShort ? Math.Max(2, atOnce) : others)
            && (turn.Caller.HasKey || ofStrangers < Math.Max(1, atOnce / 2))
            && (_running.Count < atOnce || (turn.IsShort && shorts == 0 && _running.Count < Further * atOnce));
    }

    private bool IsShort(Turn turn, long now) => turn.IsShort && Elapsed(turn, now) < Long;

    private TimeSpan Elapsed(Turn turn, long now) => time.GetElapsedTime(turn.Since, now);

    private double ComputedFor(CallerIdentity caller, long now) =>
        _computed.TryGetValue(caller, out var known) ? known.Seconds * Math.Pow(0.5, time.GetElapsedTime(known.At, now) / HalfLife) : 0;

    private void ForgetOld(long now)
    {
        if (_computed.Count <= MaxRemembered)
        {
            return;
        }

        foreach (var caller in _computed.Keys.Where(caller => ComputedFor(caller, now) < Negligible).ToList())
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

    /// <summary>A question that waits for its turn or has it.</summary>
    private sealed class Turn(QueryTurns turns, CallerIdentity caller, string site) : IDisposable
    {
        public CallerIdentity Caller => caller;

        public string Site => site;

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The place among those that wait; null once it has started or left.</summary>
        public LinkedListNode<Turn>? Place { get; set; }

        /// <summary>The timestamp of the start.</summary>
        public long Since { get; set; }

        /// <summary>True if the caller had little computed when it started.</summary>
        public bool IsShort { get; set; }

        public void Dispose() => turns.End(this);
    }
}

namespace Analytics.Faults.Tests.Harness;

/// <summary>The clock of an instance, which the scenario moves and which may be wrong.</summary>
internal sealed class InstanceClock(DateTimeOffset start) : Microsoft.Extensions.Time.Testing.FakeTimeProvider(start)
{
    private int _fired;

    /// <summary>Number of times that timers of actors have fired.</summary>
    public int Fired => Volatile.Read(ref _fired);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isOfActor = Actor.Running is not null;
        var timer = base.CreateTimer(
            value =>
            {
                Interlocked.Add(ref _fired, isOfActor ? 1 : 0);
                callback(value);
            },
            state,
            dueTime,
            period
        );
        Actor.Running?.AddTimer();
        return timer;
    }
}

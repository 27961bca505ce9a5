using System.Collections.Concurrent;

namespace Analytics.Testing.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers that fall due fire on the caller that moves it, in order of their due times;
/// all of them see the time that it moved to.
/// </summary>
public sealed class FakeTimeProvider(DateTimeOffset start) : Microsoft.Extensions.Time.Testing.FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<CountedTimer, TimeSpan> _pending = new();

    public FakeTimeProvider()
        : this(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)) { }

    public DateTimeOffset Now => GetUtcNow();

    /// <summary>Timers that are not disposed of; lets a test await that the code under test waits.</summary>
    public int PendingTimers => _pending.Count;

    /// <summary>
    /// Timers that are not disposed of and were created to fire after this time; tells the timer that a test waits for from those of a
    /// host around it.
    /// </summary>
    public int PendingTimersOf(TimeSpan dueTime) => _pending.Values.Count(due => due == dueTime);

    /// <summary>Moves the clock forward to a time and fires what falls due on the way.</summary>
    public void AdvanceTo(DateTimeOffset target) => SetUtcNow(target);

    /// <summary>Sets the clock back, as a correction of the system's clock does.</summary>
    public void SetBack(TimeSpan by) => AdjustTime(Now - by);

    /// <summary>Sets the clock, also backwards, without firing timers.</summary>
    public void SetNow(DateTimeOffset now) => AdjustTime(now.ToUniversalTime());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        _pending[timer] = dueTime;
        return timer;
    }

    private sealed class CountedTimer(FakeTimeProvider clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            clock._pending.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

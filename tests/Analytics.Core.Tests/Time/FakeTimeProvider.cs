namespace Analytics.Core.Tests.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers that fall due fire on the caller that moves it, in order of their due times;
/// all of them see the time that it moved to.
/// </summary>
public sealed class FakeTimeProvider(DateTimeOffset start) : Microsoft.Extensions.Time.Testing.FakeTimeProvider(start)
{
    private int _pendingTimers;

    public FakeTimeProvider()
        : this(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public DateTimeOffset Now => GetUtcNow();

    /// <summary>Timers that are not disposed of; lets a test await that the code under test waits.</summary>
    public int PendingTimers => Volatile.Read(ref _pendingTimers);

    /// <summary>Moves the clock forward to a time and fires what falls due on the way.</summary>
    public void AdvanceTo(DateTimeOffset target) => SetUtcNow(target);

    /// <summary>Sets the clock back, as a correction of the system's clock does.</summary>
    public void SetBack(TimeSpan by) => AdjustTime(Now - by);

    /// <summary>Sets the clock, also backwards, without firing timers.</summary>
    public void SetNow(DateTimeOffset now) => AdjustTime(now.ToUniversalTime());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _pendingTimers);
        return new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class CountedTimer(FakeTimeProvider clock, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref clock._pendingTimers);
            }

            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

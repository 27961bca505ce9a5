using System.Collections.Concurrent;

namespace Analytics.Core.Keys;

/// <summary>
/// Limits the requests of each caller in a sliding window, which moves in steps of a sixtieth of it. Each process counts separately: N
/// instances allow N times as much. Thread-safe; callers without requests in a whole window are removed when there are many.
/// </summary>
/// <param name="limit">Requests in a window; 0 or less for no limit.</param>
/// <param name="window">The window.</param>
/// <param name="time">The clock.</param>
public sealed class SlidingWindowLimit(int limit, TimeSpan window, TimeProvider time)
{
    private const int Slices = 60;
    private const int MaxCallers = 100_000;

    private readonly ConcurrentDictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    private readonly double _sliceTicks = (double)window.Ticks / Slices;
    private readonly long _start = time.GetTimestamp();

    /// <summary>Requests allowed in a window.</summary>
    public int Limit => limit;

    /// <summary>Counts a request if it is within the limit.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="retryAfter">If refused, the time until a request is allowed again, in whole seconds, at least one.</param>
    public bool TryAcquire(string caller, out TimeSpan retryAfter) => TryAcquire(caller, out retryAfter, out _);

    /// <summary>Counts a request if it is within the limit.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="retryAfter">If refused, the time until a request is allowed again, in whole seconds, at least one.</param>
    /// <param name="remaining">
    /// Requests that are still allowed in the window after this one; <see cref="int.MaxValue"/> without a limit.
    /// </param>
    public bool TryAcquire(string caller, out TimeSpan retryAfter, out int remaining)
    {
        retryAfter = TimeSpan.Zero;
        remaining = int.MaxValue;
        if (limit <= 0)
        {
            return true;
        }

        var elapsed = time.GetElapsedTime(_start).Ticks;
        var slice = (long)(elapsed / _sliceTicks);
        if (_callers.Count >= MaxCallers && !_callers.ContainsKey(caller))
        {
            RemoveIdle(slice);
        }

        var oldest = _callers.GetOrAdd(caller, static _ => new Caller()).TryCount(slice, limit, out remaining);
        retryAfter = Wait(oldest, elapsed);
        return oldest < 0;
    }

    /// <summary>Takes back the last counted request of a caller, if any is in the window.</summary>
    /// <param name="caller">The caller.</param>
    public void Release(string caller)
    {
        if (_callers.TryGetValue(caller, out var callerWindow))
        {
            callerWindow.Uncount();
        }
    }

    /// <summary>Returns true if a request would be refused now, without counting one.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="retryAfter">If refused, the time until a request is allowed again, in whole seconds, at least one.</param>
    public bool IsExhausted(string caller, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (limit <= 0 || !_callers.TryGetValue(caller, out var callerWindow))
        {
            return false;
        }

        var elapsed = time.GetElapsedTime(_start).Ticks;
        var oldest = callerWindow.OldestIfExhausted((long)(elapsed / _sliceTicks), limit);
        retryAfter = Wait(oldest, elapsed);
        return oldest >= 0;
    }

    // The oldest counted slice leaves the window when its successor by one window begins.
    private TimeSpan Wait(long oldest, long elapsed) =>
        oldest < 0
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(
                Math.Max(1, Math.Ceiling(TimeSpan.FromTicks((long)((oldest + Slices) * _sliceTicks) - elapsed).TotalSeconds))
            );

    private void RemoveIdle(long slice)
    {
        foreach (var pair in _callers)
        {
            if (pair.Value.IsIdle(slice))
            {
                _callers.TryRemove(pair);
            }
        }

        if (_callers.Count >= MaxCallers)
        {
            _callers.Clear();
        }
    }

    private sealed class Caller
    {
        private readonly int[] _counts = new int[Slices];
        private readonly Lock _lock = new();
        private long _newest;
        private int _total;

        /// <summary>Counts a request if it is within the limit.</summary>
        /// <returns>-1 if it was counted, otherwise the oldest slice with requests.</returns>
        public long TryCount(long slice, int limit, out int remaining)
        {
            lock (_lock)
            {
                MoveTo(slice);
                remaining = Math.Max(0, limit - _total - 1);
                if (_total >= limit)
                {
                    return Oldest();
                }

                _total++;
                _counts[_newest % Slices]++;
                return -1;
            }
        }

        /// <summary>Returns the oldest slice with requests if the limit is reached, otherwise -1.</summary>
        public long OldestIfExhausted(long slice, int limit)
        {
            lock (_lock)
            {
                MoveTo(slice);
                return _total < limit ? -1 : Oldest();
            }
        }

        /// <summary>Takes back the last counted request.</summary>
        public void Uncount()
        {
            lock (_lock)
            {
                for (var slice = _newest; slice > _newest - Slices && slice >= 0; slice--)
                {
                    ref var count = ref _counts[slice % Slices];
                    if (count > 0)
                    {
                        count--;
                        _total--;
                        return;
                    }
                }
            }
        }

        private void MoveTo(long slice)
        {
            for (var passed = Math.Max(_newest + 1, slice - Slices + 1); passed <= slice; passed++)
            {
                ref var expired = ref _counts[passed % Slices];
                _total -= expired;
                expired = 0;
            }

            _newest = Math.Max(_newest, slice);
        }

        private long Oldest()
        {
            var oldest = Math.Max(0, _newest - Slices + 1);
            while (_counts[oldest % Slices] == 0)
            {
                oldest++;
            }

            return oldest;
        }

        public bool IsIdle(long slice)
        {
            lock (_lock)
            {
                return _newest <= slice - Slices;
            }
        }
    }
}

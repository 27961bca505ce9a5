using System.Collections.Concurrent;

namespace Analytics.Core.Keys;

/// <summary>
/// Counts requests of each caller over a sliding window, in slices of a sixtieth of it. Counts are of this process: N instances allow N
/// times as much. Thread-safe; callers that were quiet for a whole window are forgotten when there are many.
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
            ForgetQuiet(slice);
        }

        var oldest = _callers.GetOrAdd(caller, static _ => new Caller()).TryCount(slice, limit, counts: true, out remaining);
        retryAfter = Wait(oldest, elapsed);
        return oldest < 0;
    }

    /// <summary>True if a request would be refused now; counts nothing.</summary>
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
        var oldest = callerWindow.TryCount((long)(elapsed / _sliceTicks), limit, counts: false, out _);
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

    private void ForgetQuiet(long slice)
    {
        foreach (var pair in _callers)
        {
            if (pair.Value.IsQuiet(slice))
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

        /// <summary>Counts the request and returns -1, or returns the oldest slice that still counts.</summary>
        public long TryCount(long slice, int limit, bool counts, out int remaining)
        {
            lock (_lock)
            {
                for (var passed = Math.Max(_newest + 1, slice - Slices + 1); passed <= slice; passed++)
                {
                    ref var old = ref _counts[passed % Slices];
                    _total -= old;
                    old = 0;
                }

                _newest = Math.Max(_newest, slice);
                if (_total < limit)
                {
                    if (counts)
                    {
                        _total++;
                        _counts[_newest % Slices]++;
                    }

                    remaining = limit - _total;
                    return -1;
                }

                remaining = 0;
                var oldest = Math.Max(0, _newest - Slices + 1);
                while (_counts[oldest % Slices] == 0)
                {
                    oldest++;
                }

                return oldest;
            }
        }

        public bool IsQuiet(long slice)
        {
            lock (_lock)
            {
                return _newest <= slice - Slices;
            }
        }
    }
}

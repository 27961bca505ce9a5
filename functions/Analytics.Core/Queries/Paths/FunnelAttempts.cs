namespace Analytics.Core.Queries.Paths;

/// <summary>The latest attempt at each step of a funnel whose steps follow each other. Not thread-safe.</summary>
/// <param name="steps">The number of steps.</param>
internal sealed class FunnelAttempts(int steps)
{
    private const int None = -1;

    // By step, the events of the attempt that reached it last; the first is None if there is no such attempt.
    private readonly int[] _events = new int[steps * steps];

    /// <summary>Returns the index of the first event of the attempt that reached a step last; -1 if there is none.</summary>
    public int StartOf(int step) => _events[step * steps];

    /// <summary>Begins an attempt at the first step.</summary>
    /// <returns>The index of the event of each step of the attempt; valid until the next call.</returns>
    public ReadOnlySpan<int> Begin(int index)
    {
        _events[0] = index;
        return _events.AsSpan(0, 1);
    }

    /// <summary>Continues the attempt that reached the step before. It replaces the one that reached this step earlier.</summary>
    /// <param name="from">The attempts with that at the step before; may be these.</param>
    /// <param name="step">The step.</param>
    /// <param name="index">The index of the event that takes it.</param>
    /// <inheritdoc cref="Begin" path="/returns"/>
    public ReadOnlySpan<int> Continue(FunnelAttempts from, int step, int index)
    {
        var attempt = _events.AsSpan(step * steps, step + 1);
        from._events.AsSpan((step - 1) * steps, step).CopyTo(attempt);
        attempt[step] = index;
        return attempt;
    }

    /// <summary>Ends the attempt at a step.</summary>
    public void End(int step) => _events[step * steps] = None;

    /// <summary>Ends all attempts. O(steps).</summary>
    public void Clear()
    {
        for (var step = 0; step < steps; step++)
        {
            End(step);
        }
    }
}

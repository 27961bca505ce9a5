using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Finds how far a visitor gets through the steps of a funnel. A visitor may try several times; the attempt that gets furthest counts, of
/// several the one that gets there first, and of these the one that began last. Bit j of an event's marks says that it matches step j.
/// O(events · steps). Reusable; not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// steps a, b, c within 60 minutes, sequential
/// minute      0  50  55  70  80
/// event       a  b   a   b   c         0, 50 reaches b; 55, 70, 80 reaches c and counts
/// </code>
/// For each step the attempt that began last is kept: it has the most time left. An event serves one step of an attempt only.
/// </remarks>
/// <param name="order">The order of the steps.</param>
/// <param name="steps">The number of steps.</param>
/// <param name="window">The most seconds from the first step to the last; null if all must lie in one visit.</param>
internal sealed class FunnelWalk(FunnelOrder order, int steps, int? window)
{
    private const int None = -1;

    // By step, the events of the attempt that reached it last; the first is None if there is no such attempt.
    private readonly int[] _attempts = new int[steps * steps];
    private readonly int[] _reached = new int[steps];

    /// <summary>The indexes of the events that took the steps, as many as were reached.</summary>
    public ReadOnlySpan<int> Events => _reached.AsSpan(0, Level);

    /// <summary>The number of steps reached.</summary>
    public int Level { get; private set; }

    /// <summary>The index of the first event that took a step.</summary>
    public int First { get; private set; }

    /// <summary>The index of the last event that took a step.</summary>
    public int Last { get; private set; }

    /// <summary>Walks through the events of a visitor.</summary>
    /// <param name="events">The events, in order. In strict order others stand between them that have no marks.</param>
    /// <returns>The number of steps reached.</returns>
    public int Walk(ReadOnlySpan<VisitorEvent> events)
    {
        Level = 0;
        Forget();
        for (var i = 0; i < events.Length && Level < steps; i++)
        {
            if (window is null && i > 0 && events[i].Visit != events[i - 1].Visit)
            {
                Forget();
            }

            switch (order)
            {
                case FunnelOrder.Strict:
                    TakeStrictly(events, i);
                    break;
                case FunnelOrder.Flexible:
                    TakeAnyhow(events, i);
                    break;
                default:
                    Take(events, i);
                    break;
            }
        }

        (First, Last) = (int.MaxValue, None);
        foreach (var index in Events)
        {
            (First, Last) = (Math.Min(First, index), Math.Max(Last, index));
        }

        return Level;
    }

    private static bool Matches(in VisitorEvent e, int step) => ((e.Marks >> step) & 1) != 0;

    private void Forget()
    {
        for (var step = 0; step < steps; step++)
        {
            _attempts[step * steps] = None;
        }
    }

    private void Take(ReadOnlySpan<VisitorEvent> events, int i)
    {
        // From the last step down, so that an event serves one step of an attempt.
        for (var step = steps - 1; step > 0; step--)
        {
            var before = Attempt(step - 1);
            if (Matches(events[i], step) && IsWithin(events, before[0], i) && before[0] > Attempt(step)[0])
            {
                before.CopyTo(Attempt(step));
                Attempt(step)[step] = i;
                Reach(step);
            }
        }

        if (Matches(events[i], 0))
        {
            Attempt(0)[0] = i;
            Reach(0);
        }
    }

    private void TakeStrictly(ReadOnlySpan<VisitorEvent> events, int i)
    {
        var repeats = i > 0 && events[i].Marks == events[i - 1].Marks && (window is not null || events[i].Visit == events[i - 1].Visit);
        if (repeats)
        {
            // The first step is taken last as late as it can be.
            if (Matches(events[i], 0))
            {
                Attempt(0)[0] = i;
            }

            return;
        }

        for (var step = steps - 1; step > 0; step--)
        {
            var before = Attempt(step - 1);
            if (Matches(events[i], step) && IsWithin(events, before[0], i))
            {
                before.CopyTo(Attempt(step));
                Attempt(step)[step] = i;
                Reach(step);
            }
            else
            {
                Attempt(step)[0] = None;
            }
        }

        Attempt(0)[0] = Matches(events[i], 0) ? i : None;
        if (Matches(events[i], 0))
        {
            Reach(0);
        }
    }

    private void TakeAnyhow(ReadOnlySpan<VisitorEvent> events, int i)
    {
        if (events[i].Marks == 0)
        {
            return;
        }

        var level = steps;
        for (var step = steps - 1; step >= 0; step--)
        {
            if (Matches(events[i], step))
            {
                Attempt(step)[0] = i;
            }

            level = IsWithin(events, Attempt(step)[0], i) ? level : step;
        }

        if (level > Level)
        {
            Level = level;
            for (var step = 0; step < level; step++)
            {
                _reached[step] = Attempt(step)[0];
            }
        }
    }

    private bool IsWithin(ReadOnlySpan<VisitorEvent> events, int start, int i) =>
        start != None && (window is not { } seconds || events[i].Second - events[start].Second <= seconds);

    private void Reach(int step)
    {
        if (step >= Level)
        {
            Level = step + 1;
            Attempt(step).CopyTo(_reached);
        }
    }

    private Span<int> Attempt(int step) => _attempts.AsSpan(step * steps, steps);
}

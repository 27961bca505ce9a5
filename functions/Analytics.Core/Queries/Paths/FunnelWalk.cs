using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Finds how far a visitor gets through the steps of a funnel; each <see cref="FunnelOrder"/> has its own walk. A visitor may try several
/// times; the attempt that gets furthest counts, of several the one that gets there first, and of these the one that began last. Bit j of
/// an event's marks says that it matches step j. O(events · steps). Reusable; not thread-safe.
/// </summary>
/// <param name="steps">The number of steps.</param>
/// <param name="window">The most seconds from the first step to the last; null if all must lie in one visit.</param>
internal abstract class FunnelWalk(int steps, int? window)
{
    /// <summary>The index of an event that there is not.</summary>
    protected const int None = -1;

    private readonly int[] _reached = new int[steps];

    /// <summary>The indexes of the events that took the steps, as many as were reached.</summary>
    public ReadOnlySpan<int> Events => _reached.AsSpan(0, Level);

    /// <summary>The number of steps reached.</summary>
    public int Level { get; private set; }

    /// <summary>The index of the first event that took a step.</summary>
    public int First { get; private set; }

    /// <summary>The index of the last event that took a step.</summary>
    public int Last { get; private set; }

    /// <summary>The number of steps of the funnel.</summary>
    protected int Steps { get; } = steps;

    /// <summary>True if all steps must lie in one visit.</summary>
    protected bool EndsWithVisit { get; } = window is null;

    /// <summary>Creates the walk of an order.</summary>
    /// <param name="order">The order of the steps.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="window">The most seconds from the first step to the last; null if all must lie in one visit.</param>
    public static FunnelWalk Create(FunnelOrder order, int steps, int? window) =>
        order switch
        {
            FunnelOrder.Strict => new StrictFunnelWalk(steps, window),
            FunnelOrder.Flexible => new FlexibleFunnelWalk(steps, window),
            _ => new SequentialFunnelWalk(steps, window),
        };

    /// <summary>Walks through the events of a visitor.</summary>
    /// <param name="events">The events, in order. In strict order others stand between them that have no marks.</param>
    /// <returns>The number of steps reached.</returns>
    public int Walk(ReadOnlySpan<VisitorEvent> events)
    {
        Level = 0;
        Forget();
        for (var i = 0; i < events.Length && Level < Steps; i++)
        {
            if (EndsWithVisit && i > 0 && events[i].Visit != events[i - 1].Visit)
            {
                Forget();
            }

            Take(events, i);
        }

        (First, Last) = (int.MaxValue, None);
        foreach (var index in Events)
        {
            (First, Last) = (Math.Min(First, index), Math.Max(Last, index));
        }

        return Level;
    }

    /// <summary>Forgets all attempts: the events to come can't continue them.</summary>
    protected abstract void Forget();

    /// <summary>Takes the steps that an event matches.</summary>
    /// <param name="events">The visitor's events.</param>
    /// <param name="i">The index of the event.</param>
    protected abstract void Take(ReadOnlySpan<VisitorEvent> events, int i);

    /// <summary>Returns true if an event matches a step.</summary>
    protected static bool Matches(in VisitorEvent e, int step) => ((e.Marks >> step) & 1) != 0;

    /// <summary>Returns true if an attempt that began at an event, or <see cref="None"/>, may take a step at another event.</summary>
    protected bool IsWithin(ReadOnlySpan<VisitorEvent> events, int start, int i) =>
        start != None && (window is not { } seconds || events[i].Second - events[start].Second <= seconds);

    /// <summary>Records an attempt that took its first steps, if no attempt got as far before.</summary>
    /// <param name="attempt">The index of the event of each step.</param>
    protected void Reach(ReadOnlySpan<int> attempt)
    {
        if (attempt.Length > Level)
        {
            Level = attempt.Length;
            attempt.CopyTo(_reached);
        }
    }
}

using System.Runtime.InteropServices;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts the visitors of a funnel by the step that they reach. Not thread-safe.</summary>
/// <param name="query">The funnel.</param>
/// <param name="currencies">The currency of each step's revenue as its index plus one; 0 for a step without revenue.</param>
internal sealed class FunnelCounter(FunnelQuery query, int[] currencies) : IPathCounter<FunnelCounter>
{
    private readonly FunnelWalk _walk = FunnelWalk.Create(query.Order, query.Steps.Count, query.Window);

    /// <summary>Numbers of visitors whose last step is the index of the array, by number of their value at the first step.</summary>
    public Dictionary<int, long[]> Groups { get; } = [];

    /// <summary>The seconds from the step before, by step; empty in flexible order.</summary>
    public SampleSet[] FromStepBefore { get; } = [.. query.Steps.Select(_ => new SampleSet())];

    /// <summary>The seconds from the first step to the last, of the visitors who completed the funnel.</summary>
    public SampleSet Whole { get; } = new();

    /// <summary>Revenue of the events that took a step, in millionths, by step; 0 for steps without a currency.</summary>
    public Int128[] Revenue { get; } = new Int128[query.Steps.Count];

    /// <summary>Number of visitors by their next action, for the visitors whose last step is the index of the array.</summary>
    public Dictionary<int, long>[] Instead { get; } = [.. query.Steps.Select(_ => new Dictionary<int, long>())];

    /// <inheritdoc/>
    public long Weight =>
        1000
        + (Groups.Count * (100L + (8 * query.Steps.Count)))
        + (40L * (Whole.Distinct + FromStepBefore.Sum(set => set.Distinct)))
        + (40L * Instead.Sum(next => next.Count));

    /// <inheritdoc/>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        var level = _walk.Walk(events);
        if (level == 0)
        {
            return;
        }

        var eventOfStep = _walk.Events;
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(Groups, events[eventOfStep[0]].Value, out _);
        counts ??= new long[query.Steps.Count];
        counts[level - 1]++;
        for (var step = 1; step < level && query.Order != FunnelOrder.Flexible; step++)
        {
            FromStepBefore[step].Add(events[eventOfStep[step]].Second - events[eventOfStep[step - 1]].Second);
        }

        for (var step = 0; step < level; step++)
        {
            if (currencies[step] != 0 && currencies[step] == events[eventOfStep[step]].Currency)
            {
                Revenue[step] += events[eventOfStep[step]].AmountMicros;
            }
        }

        if (level == query.Steps.Count)
        {
            Whole.Add(events[_walk.Last].Second - events[_walk.First].Second);
        }
        else if (query.Instead > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(Instead[level - 1], events[_walk.Last].Next, out _)++;
        }
    }

    /// <inheritdoc/>
    public void Add(FunnelCounter other)
    {
        foreach (var (value, counts) in other.Groups)
        {
            var mine = Groups.TryGetValue(value, out var existing) ? existing : Groups[value] = new long[query.Steps.Count];
            for (var step = 0; step < counts.Length; step++)
            {
                mine[step] += counts[step];
            }
        }

        Whole.Add(other.Whole);
        for (var step = 0; step < query.Steps.Count; step++)
        {
            Revenue[step] += other.Revenue[step];
            FromStepBefore[step].Add(other.FromStepBefore[step]);
            foreach (var (node, count) in other.Instead[step])
            {
                Instead[step][node] = Instead[step].GetValueOrDefault(node) + count;
            }
        }
    }
}

using System.Runtime.InteropServices;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts how far visitors get through a funnel. Not thread-safe.</summary>
/// <param name="query">The funnel.</param>
/// <param name="currencies">By step, one more than the place of the currency in which its revenue is told; 0 for none.</param>
internal sealed class FunnelCounter(FunnelQuery query, int[] currencies) : IPathCounter<FunnelCounter>
{
    private readonly FunnelWalk _walk = new(query.Order, query.Steps.Count, query.Window);

    /// <summary>By number of the value at the first step, how many visitors got exactly so far, by index of the last step.</summary>
    public Dictionary<int, long[]> Groups { get; } = [];

    /// <summary>By step, the seconds from the step before; empty in flexible order.</summary>
    public SampleSet[] FromStepBefore { get; } = [.. query.Steps.Select(_ => new SampleSet())];

    /// <summary>The seconds from the first step to the last, of those who took all.</summary>
    public SampleSet Whole { get; } = new();

    /// <summary>By step, the revenue of the events that took it, in millionths; of steps with a currency alone.</summary>
    public Int128[] Revenue { get; } = new Int128[query.Steps.Count];

    /// <summary>By step, how many visitors who got no further did what next.</summary>
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

        var taken = _walk.Events;
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(Groups, events[taken[0]].Value, out _);
        counts ??= new long[query.Steps.Count];
        counts[level - 1]++;
        for (var step = 1; step < level && query.Order != FunnelOrder.Flexible; step++)
        {
            FromStepBefore[step].Add(events[taken[step]].Second - events[taken[step - 1]].Second);
        }

        for (var step = 0; step < level; step++)
        {
            if (currencies[step] != 0 && currencies[step] == events[taken[step]].Currency)
            {
                Revenue[step] += events[taken[step]].AmountMicros;
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

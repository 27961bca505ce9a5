using System.Runtime.InteropServices;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Counts visitors by the nodes of their visits. Consecutive events of the same node are one step. Subclasses decide which steps count.
/// Not thread-safe.
/// </summary>
/// <param name="depth">The number of steps whose next nodes are counted.</param>
internal abstract class JourneyCounter(int depth) : IPathCounter<JourneyCounter>
{
    private readonly List<Step> _steps = [];
    private readonly List<int> _pages = [];
    private long _visitor;

    /// <summary>The visitors who followed the path up to a step, by index of the step.</summary>
    public JourneyNext[] Reached { get; } = [.. Enumerable.Range(0, depth).Select(_ => new JourneyNext())];

    /// <summary>The visitors by the node after a step, by index of the step.</summary>
    public Dictionary<int, JourneyNext>[] Next { get; } = [.. Enumerable.Range(0, depth).Select(_ => new Dictionary<int, JourneyNext>())];

    /// <inheritdoc/>
    public long Weight => 1000 + (160L * Next.Sum(next => next.Count));

    /// <inheritdoc/>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        _visitor++;
        for (var i = 0; i < events.Length; )
        {
            var end = i + 1;
            while (end < events.Length && events[end].Visit == events[i].Visit)
            {
                end++;
            }

            Collapse(events[i..end]);
            CountVisit(_steps);
            i = end;
        }
    }

    /// <inheritdoc/>
    public void Add(JourneyCounter other)
    {
        for (var i = 0; i < Reached.Length; i++)
        {
            Reached[i].Add(other.Reached[i]);
            foreach (var (node, next) in other.Next[i])
            {
                NextOf(i, node).Add(next);
            }
        }
    }

    /// <summary>Counts a visit of the current visitor.</summary>
    /// <param name="steps">The steps of the visit in order of time; valid during the call, which may reorder them.</param>
    protected abstract void CountVisit(List<Step> steps);

    /// <summary>Counts the current visitor, once, as one who reached a step of the path.</summary>
    protected void AddReached(int step) => Reached[step].Add(_visitor, []);

    /// <summary>Counts the current visitor, once, as one who went on from a step of the path.</summary>
    /// <param name="step">The index of the step.</param>
    /// <param name="next">The step of the visit that follows.</param>
    protected void AddNext(int step, in Step next) =>
        NextOf(step, next.Node).Add(_visitor, CollectionsMarshal.AsSpan(_pages).Slice(next.FirstPage, next.PageCount));

    /// <summary>Counts the current visitor, once, as one whose visit ended at a step of the path.</summary>
    protected void AddEnd(int step) => NextOf(step, VisitorEvent.NoNode).Add(_visitor, []);

    private JourneyNext NextOf(int step, int node)
    {
        ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(Next[step], node, out _);
        return next ??= new();
    }

    private void Collapse(ReadOnlySpan<VisitorEvent> visit)
    {
        _steps.Clear();
        _pages.Clear();
        foreach (var e in visit)
        {
            if (_steps.Count > 0 && _steps[^1].Node == e.Node)
            {
                ref var last = ref CollectionsMarshal.AsSpan(_steps)[^1];
                last.Marks |= e.Marks;
                if (_pages[^1] != e.Value)
                {
                    _pages.Add(e.Value);
                    last.PageCount++;
                }
            }
            else
            {
                _steps.Add(
                    new()
                    {
                        Node = e.Node,
                        Marks = e.Marks,
                        FirstPage = _pages.Count,
                        PageCount = 1,
                    }
                );
                _pages.Add(e.Value);
            }
        }
    }

    /// <summary>A step of a visit: consecutive events of one node.</summary>
    protected struct Step
    {
        /// <summary>The node.</summary>
        public int Node;

        /// <summary>The marks of all its events: bit i if one of them matches step i of the path.</summary>
        public uint Marks;

        /// <summary>The index of its first page among the pages of the visit.</summary>
        public int FirstPage;

        /// <summary>The number of its pages.</summary>
        public int PageCount;
    }
}

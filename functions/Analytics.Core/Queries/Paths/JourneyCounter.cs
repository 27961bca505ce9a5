using System.Runtime.InteropServices;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Counts the visitors who went along a path within a visit, and where they went next. Events of the same node in a row are one step. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// path / → /sale              a visit:   /  /sale  /sale  /new  /  /sale
/// steps                                  /  /sale         /new  /  /sale
/// found twice; next           /new, and the end of the visit: the visitor counts once for each
/// </code>
/// </remarks>
/// <param name="depth">The length of the path; 0 to count the nodes that a path may begin with.</param>
/// <param name="isBackward">True to follow visits backwards.</param>
internal sealed class JourneyCounter(int depth, bool isBackward) : IPathCounter<JourneyCounter>
{
    private readonly List<Position> _steps = [];
    private readonly List<int> _pages = [];
    private long _visitor;

    /// <summary>The visitors who followed the path up to a step, by index of the step.</summary>
    public JourneyNext[] Reached { get; } = [.. Enumerable.Range(0, Math.Max(1, depth)).Select(_ => new JourneyNext())];

    /// <summary>The visitors by the node after a step, by index of the step.</summary>
    public Dictionary<int, JourneyNext>[] Next { get; } =
    [.. Enumerable.Range(0, Math.Max(1, depth)).Select(_ => new Dictionary<int, JourneyNext>())];

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
            if (depth == 0)
            {
                CountAll();
            }
            else
            {
                Follow();
            }

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

        if (isBackward)
        {
            _steps.Reverse();
        }
    }

    private void CountAll()
    {
        foreach (var step in _steps)
        {
            Reached[0].Add(_visitor, []);
            NextOf(0, step.Node).Add(_visitor, PagesOf(step));
        }
    }

    private void Follow()
    {
        for (var start = 0; start < _steps.Count; start++)
        {
            for (var i = 0; i < depth && start + i < _steps.Count && ((_steps[start + i].Marks >> i) & 1) != 0; i++)
            {
                Reached[i].Add(_visitor, []);
                if (start + i + 1 < _steps.Count)
                {
                    NextOf(i, _steps[start + i + 1].Node).Add(_visitor, PagesOf(_steps[start + i + 1]));
                }
                else
                {
                    NextOf(i, VisitorEvent.NoNode).Add(_visitor, []);
                }
            }
        }
    }

    private ReadOnlySpan<int> PagesOf(in Position step) => CollectionsMarshal.AsSpan(_pages).Slice(step.FirstPage, step.PageCount);

    private struct Position
    {
        public int Node;
        public uint Marks;
        public int FirstPage;
        public int PageCount;
    }
}

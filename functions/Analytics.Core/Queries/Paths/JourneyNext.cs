namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors who went on to a node, with the node's pages.</summary>
internal sealed class JourneyNext
{
    private const int MaxPages = 8;
    private readonly List<int> _pages = [];
    private long _last = -1;

    /// <summary>The visitors.</summary>
    public long Visitors { get; private set; }

    /// <summary>The site's numbers of the different pages, at most 8: enough to know whether there is more than one.</summary>
    public IReadOnlyList<int> Pages => _pages;

    /// <summary>Counts a visitor once.</summary>
    /// <param name="visitor">The visitor's number, ascending from visitor to visitor.</param>
    /// <param name="pages">The pages, by the site's numbers.</param>
    public void Add(long visitor, ReadOnlySpan<int> pages)
    {
        Visitors += visitor == _last ? 0 : 1;
        _last = visitor;
        AddPages(pages);
    }

    /// <summary>Adds other visitors.</summary>
    public void Add(JourneyNext other)
    {
        Visitors += other.Visitors;
        AddPages([.. other._pages]);
    }

    private void AddPages(ReadOnlySpan<int> pages)
    {
        foreach (var page in pages)
        {
            if (_pages.Count < MaxPages && !_pages.Contains(page))
            {
                _pages.Add(page);
            }
        }
    }
}

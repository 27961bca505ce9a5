using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Numbers the pages and event names of a question from 0. Several pages may share a node. One per question. Thread-safe.
/// </summary>
/// <param name="nodeOfPage">Returns the text of a page's node; pure.</param>
public sealed class NodeTable(Func<string, string> nodeOfPage)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(bool IsPage, string Text), int> _nodes = [];
    private readonly List<(bool IsPage, string Text)> _texts = [];

    private Numbering _pages;
    private Numbering _names;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight
    {
        get
        {
            lock (_gate)
            {
                return 500 + _texts.Sum(node => 100 + (2L * node.Text.Length));
            }
        }
    }

    /// <summary>Returns a node: a page, or the name of an event.</summary>
    public (bool IsPage, string Text) this[int node]
    {
        get
        {
            lock (_gate)
            {
                return _texts[node];
            }
        }
    }

    /// <summary>Returns the nodes of a column's codes.</summary>
    internal int[] Of(SegmentColumn column, bool isPage)
    {
        var numbers = column.Numbers;
        var nodes = new int[numbers.Length];
        lock (_gate)
        {
            ref var table = ref isPage ? ref _pages : ref _names;
            if (!ReferenceEquals(table.Texts, column.Texts))
            {
                table = new() { Texts = column.Texts, Nodes = [] };
            }

            for (var code = 0; code < nodes.Length; code++)
            {
                var number = numbers[code];
                if (number >= table.Nodes.Length)
                {
                    Array.Resize(ref table.Nodes, Math.Max(number + 1, table.Nodes.Length * 2));
                }

                ref var node = ref table.Nodes[number];
                if (node == 0)
                {
                    var text = column.Texts[number] ?? string.Empty;
                    node = NumberOf(isPage, isPage ? nodeOfPage(text) : text) + 1;
                }

                nodes[code] = node - 1;
            }
        }

        return nodes;
    }

    private int NumberOf(bool isPage, string text)
    {
        if (!_nodes.TryGetValue((isPage, text), out var node))
        {
            _nodes[(isPage, text)] = node = _texts.Count;
            _texts.Add((isPage, text));
        }

        return node;
    }

    private struct Numbering
    {
        public TextNumbers? Texts;

        /// <summary>The node plus one, by the site's number of a text; 0 if it has none yet.</summary>
        public int[] Nodes;
    }
}

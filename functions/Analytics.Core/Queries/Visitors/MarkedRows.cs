using Analytics.Core.Columns;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Creates the events of a segment's rows for a question about their order. Not thread-safe.</summary>
/// <param name="scan">The compiled conditions of the marks.</param>
/// <param name="request">The fields to fill.</param>
/// <param name="columns">The columns of these fields.</param>
internal sealed class MarkedRows(CompiledScan scan, VisitorRequest request, VisitorColumns columns) : IDisposable
{
    private readonly Bitmap[] _marks = new Bitmap[scan.Marks.Length];
    private SegmentView _view = null!;
    private SegmentFacts _facts = null!;
    private int[] _pageNodes = [];
    private int[] _nameNodes = [];
    private int[] _currencies = [];
    private int _next;
    private int _nextIsValidBefore;

    /// <summary>Starts a segment and finds its rows with marks.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="rows">The rows that take part.</param>
    /// <param name="any">Receives the rows with any mark.</param>
    public void Bind(SegmentView view, Bitmap rows, Bitmap any)
    {
        (_view, _facts, _nextIsValidBefore) = (view, view.Facts, -1);
        if (request.Nodes is { } nodes)
        {
            (_pageNodes, _nameNodes) = (
                nodes.Of(view.Columns[columns.Page], isPage: true),
                nodes.Of(view.Columns[columns.Name], isPage: false)
            );
        }

        _currencies = request.Currencies.Count == 0 ? [] : CurrenciesOf(view);
        Dispose();
        for (var i = 0; i < _marks.Length; i++)
        {
            _marks[i] = Bitmap.Rent(_facts.EventCount);
            rows.CopyTo(_marks[i]);
            scan.Marks[i].NarrowRows(view, _marks[i]);
            any.Or(_marks[i]);
        }
    }

    /// <summary>Number of conditions that mark rows.</summary>
    public int Marks => _marks.Length;

    /// <summary>Reads the marks of 64 rows.</summary>
    /// <param name="word">Index of the word that contains these rows.</param>
    /// <param name="marks">Receives the word of each condition.</param>
    public void Read(int word, Span<ulong> marks)
    {
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = _marks[i].Words[word];
        }
    }

    /// <summary>Returns a row's marks from the words that <see cref="Read"/> wrote: one bit per condition.</summary>
    public static uint MarksAt(ReadOnlySpan<ulong> words, int bit)
    {
        uint marks = 0;
        for (var i = 0; i < words.Length; i++)
        {
            marks |= (uint)((words[i] >> bit) & 1) << i;
        }

        return marks;
    }

    /// <summary>Returns a row's marks: one bit per condition.</summary>
    public uint MarksOf(int row)
    {
        uint marks = 0;
        for (var i = 0; i < _marks.Length; i++)
        {
            marks |= (uint)((_marks[i].Words[row >> 6] >> row) & 1) << i;
        }

        return marks;
    }

    /// <summary>Creates the event of a row. Rows must come in order.</summary>
    /// <param name="rows">The rows in which the next node is searched.</param>
    /// <param name="row">The row.</param>
    /// <param name="second">Its second.</param>
    /// <param name="visit">Its visit.</param>
    /// <param name="marks">Its marks.</param>
    public VisitorEvent CreateEvent(Bitmap rows, int row, int second, int visit, uint marks)
    {
        var e = new VisitorEvent
        {
            Second = _facts.Start + second,
            Marks = marks,
            Visit = visit,
            Node = VisitorEvent.NoNode,
            Next = VisitorEvent.NoNode,
            Value = columns.Value < 0 ? 0 : ValueOf(row, visit),
        };
        if (request.Nodes is not null)
        {
            e.Node = NodeOf(row);
            e.IsEngagement = IsEngagement(row);
            e.Next = request.WithNext ? NextOf(rows, row, visit, e.Node) : e.Next;
        }

        if (request.Currencies.Count > 0)
        {
            (e.Currency, e.AmountMicros) = RevenueOf(row);
        }

        return e;
    }

    /// <summary>Releases the segment's marks.</summary>
    public void Dispose()
    {
        foreach (var mark in _marks)
        {
            mark?.Dispose();
        }
    }

    private (int Currency, long AmountMicros) RevenueOf(int row)
    {
        var revenue = _view.Measures.Revenue;
        var index = Array.BinarySearch(revenue.Rows, row);
        return index < 0 ? default : (_currencies[revenue.Currencies.Code(index)], revenue.AmountMicros[index]);
    }

    /// <summary>Returns, by code of a segment's currency, its index among the requested ones plus one; 0 for others.</summary>
    private int[] CurrenciesOf(SegmentView view)
    {
        var texts = view.Measures.Revenue.Currencies.Texts;
        return
        [
            .. Enumerable
                .Range(0, texts.Count)
                .Select(code => request.Currencies.TakeWhile(currency => currency != texts.GetString(code)).Count() + 1)
                .Select(place => place > request.Currencies.Count ? 0 : place),
        ];
    }

    private int ValueOf(int row, int visit)
    {
        var column = _view.Columns[columns.Value];
        return column.NumberOf(column.Codes[columns.IsValueOfEvent ? row : visit]);
    }

    private bool IsEngagement(int row) => _facts.Counted is { } counted && !counted[row];

    /// <summary>
    /// Returns the page of a pageview or of an engagement with a page, otherwise the event's name. Needs a request with nodes.
    /// </summary>
    public int NodeOf(int row) =>
        _facts.Pageviews is null || _facts.Pageviews[row] || IsEngagement(row)
            ? _pageNodes[_view.Columns[columns.Page].Codes[row]]
            : _nameNodes[_view.Columns[columns.Name].Codes[row]];

    /// <summary>Returns the next different node of the visit. Searched once for consecutive equal nodes.</summary>
    private int NextOf(Bitmap rows, int row, int visit, int node)
    {
        if (row < _nextIsValidBefore)
        {
            return _next;
        }

        var end = _facts.FirstRows[visit + 1];
        for (var other = rows.NextSet(row + 1); ; other = rows.NextSet(other + 1))
        {
            if (other < 0 || other >= end)
            {
                (_next, _nextIsValidBefore) = (VisitorEvent.NoNode, end);
                return _next;
            }

            if (NodeOf(other) is var found && found != node)
            {
                (_next, _nextIsValidBefore) = (found, other);
                return _next;
            }
        }
    }
}

namespace Analytics.Core.Queries.Visitors;

/// <summary>An event of a visitor, as a question about the order of events sees it.</summary>
public struct VisitorEvent
{
    /// <summary>The <see cref="Node"/> of a question that asks for none, and <see cref="Next"/> where a visit ends.</summary>
    public const int NoNode = -1;

    private const int CurrencyShift = VisitorRequest.MaxMarks;
    private const uint MarksMask = (1U << CurrencyShift) - 1;

    // Millions of events are in memory at a time: 32 bytes each.
    private uint _second;
    private uint _marksAndCurrency;

    /// <summary>The number of its visit among the visitor's: 0, 1 and so on.</summary>
    public int Visit;

    /// <summary>The page or event name, by its number in <see cref="VisitorRequest.Nodes"/>.</summary>
    public int Node;

    /// <summary>The next node of the same visit that is another than <see cref="Node"/>; <see cref="NoNode"/> if there is none.</summary>
    public int Next;

    /// <summary>The value of <see cref="VisitorRequest.Value"/>, by its number in the answer; 0 without one.</summary>
    public int Value;

    /// <summary>The revenue in millionths of the currency's unit.</summary>
    public long AmountMicros;

    /// <summary>Time of the event, Unix seconds; none lies before 1970.</summary>
    public long Second
    {
        readonly get => _second;
        set => _second = (uint)value;
    }

    /// <summary>A bit for each condition of <see cref="VisitorRequest.Marks"/> that holds, the first in the lowest bit.</summary>
    public uint Marks
    {
        readonly get => _marksAndCurrency & MarksMask;
        set => _marksAndCurrency = (_marksAndCurrency & ~MarksMask) | value;
    }

    /// <summary>
    /// The currency of its revenue, by its place in <see cref="VisitorRequest.Currencies"/>, plus 1; 0 without revenue in any of them.
    /// </summary>
    public int Currency
    {
        readonly get => (int)(_marksAndCurrency >> CurrencyShift);
        set => _marksAndCurrency = (_marksAndCurrency & MarksMask) | ((uint)value << CurrencyShift);
    }
}

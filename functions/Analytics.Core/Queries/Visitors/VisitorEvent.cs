namespace Analytics.Core.Queries.Visitors;

/// <summary>An event of a visitor in a question about the order of events.</summary>
public struct VisitorEvent
{
    /// <summary>The <see cref="Node"/> of a question without nodes, and the <see cref="Next"/> of a visit's last node.</summary>
    public const int NoNode = -1;

    private const int CurrencyShift = VisitorRequest.MaxMarks;
    private const uint MarksMask = (1U << CurrencyShift) - 1;
    private const uint EngagementMask = 1U << 31;
    private const uint CurrencyMask = ~(MarksMask | EngagementMask);

    // 32 bytes per event, because millions of them are in memory at a time.
    private uint _second;
    private uint _facts;

    /// <summary>The index of its visit among the visitor's: 0, 1 and so on.</summary>
    public int Visit;

    /// <summary>The page or event name, by its number in <see cref="VisitorRequest.Nodes"/>.</summary>
    public int Node;

    /// <summary>The next node of the same visit that differs from <see cref="Node"/>; <see cref="NoNode"/> if there is none.</summary>
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

    /// <summary>
    /// One bit for each condition of <see cref="VisitorRequest.Marks"/>, the first in the lowest bit; set if the condition holds.
    /// </summary>
    public uint Marks
    {
        readonly get => _facts & MarksMask;
        set => _facts = (_facts & ~MarksMask) | value;
    }

    /// <summary>The index of its currency in <see cref="VisitorRequest.Currencies"/> plus 1; 0 without revenue in any of them.</summary>
    public int Currency
    {
        readonly get => (int)((_facts & CurrencyMask) >> CurrencyShift);
        set => _facts = (_facts & ~CurrencyMask) | ((uint)value << CurrencyShift);
    }

    /// <summary>True for an engagement, whose <see cref="Node"/> is the page that it is of; told with nodes alone.</summary>
    public bool IsEngagement
    {
        readonly get => (_facts & EngagementMask) != 0;
        set => _facts = value ? _facts | EngagementMask : _facts & ~EngagementMask;
    }

    /// <summary>Returns true if an event is the same page or event as another one.</summary>
    public readonly bool Repeats(in VisitorEvent other) => Node == other.Node && IsEngagement == other.IsEngagement;
}

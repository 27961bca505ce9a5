namespace Analytics.Core.EventLog;

/// <summary>Yes-or-no properties of an event. The numbers are stored and never change.</summary>
[Flags]
public enum EventFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The event does not count against a bounce (<c>interactive: false</c>).</summary>
    NonInteractive = 1,

    /// <summary>
    /// The id is compared with the timestamp, which the client sent; otherwise the timestamp is the receive time, or the id is an order's.
    /// </summary>
    ClientTimestamp = 2,

    /// <summary>The event came from an import.</summary>
    Imported = 4,

    /// <summary>The URL's fragment belongs to the page (<c>hashMode</c>).</summary>
    FragmentPages = 8,

    /// <summary>
    /// The milliseconds are a rank that keeps the order of an import's events within their second; the id's timestamp is the second.
    /// </summary>
    Ranked = 16,
}

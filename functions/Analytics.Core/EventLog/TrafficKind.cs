namespace Analytics.Core.EventLog;

/// <summary>Counts of events by minute, beside the events. The numbers are stored and never change.</summary>
public enum TrafficKind : byte
{
    /// <summary>Refused by validation.</summary>
    Refused = 0,

    /// <summary>Filtered as a bot.</summary>
    Filtered = 1,

    /// <summary>Collected, under a further id of a visitor with very many events.</summary>
    Shared = 2,
}

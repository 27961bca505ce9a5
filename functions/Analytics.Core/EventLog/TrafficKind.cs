namespace Analytics.Core.EventLog;

/// <summary>Events that were not collected but are counted. The numbers are stored and never change.</summary>
public enum TrafficKind : byte
{
    /// <summary>Refused by validation.</summary>
    Refused = 0,

    /// <summary>Filtered as a bot.</summary>
    Filtered = 1,
}

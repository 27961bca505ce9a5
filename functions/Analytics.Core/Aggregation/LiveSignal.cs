namespace Analytics.Core.Aggregation;

/// <summary>How the last whole minute compares with those before it.</summary>
public enum LiveSignal
{
    /// <summary>As before.</summary>
    None,

    /// <summary>Far more events.</summary>
    Spike,

    /// <summary>Far fewer events.</summary>
    Drop,
}

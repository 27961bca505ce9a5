namespace Analytics.Core.Aggregation;

/// <summary>Comparison of the last whole minute with those before it.</summary>
public enum LiveSignal
{
    /// <summary>As before.</summary>
    None,

    /// <summary>Far more events.</summary>
    Spike,

    /// <summary>Far fewer events.</summary>
    Drop,
}

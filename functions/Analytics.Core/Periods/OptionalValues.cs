namespace Analytics.Core.Periods;

/// <summary>Values that only some events have.</summary>
internal struct OptionalValues
{
    public double? Value;

    /// <summary>Text number of the currency; 0 without revenue.</summary>
    public int Currency;
    public long AmountMicros;

    /// <summary>−1 if absent.</summary>
    public int ScrollDepth;

    /// <summary>−1 if absent.</summary>
    public long EngagementMilliseconds;
    public bool NonInteractive;
    public int PropertiesAt;
    public int PropertyCount;

    public static OptionalValues None => new() { ScrollDepth = -1, EngagementMilliseconds = -1 };
}

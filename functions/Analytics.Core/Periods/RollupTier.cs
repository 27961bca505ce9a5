namespace Analytics.Core.Periods;

/// <summary>How long a rollup's period is. The numbers are stored and never change.</summary>
public enum RollupTier : byte
{
    /// <summary>A UTC hour.</summary>
    Hour = 0,

    /// <summary>A UTC day.</summary>
    Day = 1,

    /// <summary>A UTC month.</summary>
    Month = 2,
}

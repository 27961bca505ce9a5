namespace Analytics.Core.Periods;

/// <summary>Length of a rollup's period. The numbers are stored and never change.</summary>
public enum RollupTier : byte
{
    /// <summary>A UTC hour.</summary>
    Hour = 0,

    /// <summary>A UTC day.</summary>
    Day = 1,

    /// <summary>A UTC month.</summary>
    Month = 2,
}

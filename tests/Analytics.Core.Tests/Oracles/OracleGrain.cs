namespace Analytics.Core.Tests.Oracles;

/// <summary>The time dimension of a question.</summary>
internal enum OracleGrain
{
    /// <summary>None: one bucket, the range.</summary>
    Total,

    /// <summary>Local days, where a visit counts where it began.</summary>
    Day,

    /// <summary>Local hours, where a visit counts in each from its first to its last event.</summary>
    Hour,
}

namespace Analytics.Core.Queries.Syntax;

/// <summary>Length of a time bucket, on the clock of the site's zone.</summary>
public enum TimeGranularity
{
    /// <summary>Chosen by the length of the range.</summary>
    Auto,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour; an hour that the clock repeats is one bucket.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>Seven days from the first day of the site's weeks, cut at the edges of the range.</summary>
    Week,

    /// <summary>A month, cut at the edges of the range.</summary>
    Month,
}

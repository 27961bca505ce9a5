namespace Analytics.Core.Queries.Paths;

/// <summary>The order in which a visitor must take the steps of a funnel.</summary>
public enum FunnelOrder
{
    /// <summary>One after the other; other events may lie between.</summary>
    Sequential,

    /// <summary>
    /// One after the other, with no other event between. Several events in a row that match the same steps count as one.
    /// </summary>
    Strict,

    /// <summary>In any order: a step is reached with all steps before it in the list.</summary>
    Flexible,
}

namespace Analytics.Core.Queries.Paths;

/// <summary>The order in which a visitor must take the steps of a funnel.</summary>
public enum FunnelOrder
{
    /// <summary>One step after the other; other events may occur between them.</summary>
    Sequential,

    /// <summary>
    /// One step after the other, without any other event between them. Consecutive events that match the same steps count as one.
    /// </summary>
    Strict,

    /// <summary>In any order: a step is reached once all steps before it in the list are reached too.</summary>
    Flexible,
}

namespace Analytics.Core.Definitions;

/// <summary>The kind of event that reaches a goal.</summary>
public enum GoalKind
{
    /// <summary>A custom event of the goal's name.</summary>
    Event,

    /// <summary>A pageview of a page that matches the goal's path.</summary>
    Page,

    /// <summary>A page that matches the goal's path, scrolled at least as deep as the goal's threshold.</summary>
    Scroll,
}

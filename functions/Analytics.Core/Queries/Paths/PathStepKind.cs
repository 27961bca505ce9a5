namespace Analytics.Core.Queries.Paths;

/// <summary>The kind of a visitor's action.</summary>
public enum PathStepKind
{
    /// <summary>Views a page, or any page of a pattern with wildcards.</summary>
    Page,

    /// <summary>Triggers a custom event.</summary>
    Event,

    /// <summary>Reaches a goal of the site.</summary>
    Goal,
}

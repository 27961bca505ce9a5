using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>A page or an event that visitors reached, or the end of their visit.</summary>
/// <param name="IsNothing">True for the end of a visit (in a backward path, its beginning).</param>
/// <param name="IsPage">True for a page, false for an event.</param>
/// <param name="Text">The page or the event's name.</param>
public readonly record struct PathNode(bool IsNothing, bool IsPage, string Text)
{
    /// <summary>The end of a visit (in a backward path, its beginning).</summary>
    public static PathNode NoAction { get; } = new(true, false, string.Empty);

    /// <summary>Its kind as an answer names it: <c>page</c>, <c>event</c> or <c>none</c>.</summary>
    public string Type =>
        IsNothing ? "none"
        : IsPage ? "page"
        : "event";

    /// <summary>Returns the node of a number.</summary>
    public static PathNode Of(NodeTable nodes, int node) =>
        node == VisitorEvent.NoNode ? NoAction : new(false, nodes[node].IsPage, nodes[node].Text);
}

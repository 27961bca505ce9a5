using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>A page or an event that visitors came to.</summary>
/// <param name="IsNothing">True if the visit ended, or had begun.</param>
/// <param name="IsPage">True for a page, false for an event.</param>
/// <param name="Text">The page or the event's name.</param>
public readonly record struct PathNode(bool IsNothing, bool IsPage, string Text)
{
    /// <summary>The end of a visit, or its beginning.</summary>
    public static PathNode NoAction { get; } = new(true, false, string.Empty);

    /// <summary>The node of a number.</summary>
    public static PathNode Of(NodeTable nodes, int node) =>
        node == VisitorEvent.NoNode ? NoAction : new(false, nodes[node].IsPage, nodes[node].Text);
}

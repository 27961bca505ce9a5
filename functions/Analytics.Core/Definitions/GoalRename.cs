using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Core.Definitions;

/// <summary>The change of a goal's name, as it applies to definitions that name the goal. Immutable.</summary>
/// <remarks>
/// Example: with <c>Docs</c> renamed to <c>Manual</c>, the filter <c>["is", "event:goal", ["Docs", "Signup"]]</c> becomes
/// <c>["is", "event:goal", ["Manual", "Signup"]]</c>, and the step <c>{"goal": "Docs"}</c> becomes <c>{"goal": "Manual"}</c>. Parts and
/// patterns of names (<c>contains</c>, <c>matches</c>) name no goal and stay.
/// </remarks>
public sealed class GoalRename
{
    private const string Dimension = "event:goal";
    private const string Step = "goal";

    private readonly IReadOnlyList<Goal> _others;

    /// <param name="name">The goal's name.</param>
    /// <param name="newName">The goal's new name; null if it is deleted.</param>
    /// <param name="others">The site's other goals.</param>
    internal GoalRename(string name, string? newName, IReadOnlyList<Goal> others) => (Name, NewName, _others) = (name, newName, others);

    /// <summary>The goal's name.</summary>
    public string Name { get; }

    /// <summary>The goal's new name; null if it is deleted.</summary>
    public string? NewName { get; }

    /// <summary>Returns a content with the goal's new name; null if it does not name the goal.</summary>
    /// <param name="content">The content of a segment or a funnel.</param>
    internal JsonElement? Rewrite(JsonElement content)
    {
        var root = JsonNode.Parse(content.GetRawText());
        if (!Rewrite(root))
        {
            return null;
        }

        using var rewritten = JsonDocument.Parse(root!.ToJsonString());
        return rewritten.RootElement.Clone();
    }

    /// <summary>Writes the new name into a node; returns false if the node does not name the goal.</summary>
    private bool Rewrite(JsonNode? node) =>
        node switch
        {
            JsonObject members => RewriteMembers(members),
            JsonArray { Count: 3 or 4 } filter when filter[1] is JsonValue dimension && dimension.ToString() == Dimension => RewriteFilter(
                filter
            ),
            JsonArray items => items.Aggregate(false, (isNamed, item) => Rewrite(item) || isNamed),
            _ => false,
        };

    private bool RewriteFilter(JsonArray filter) =>
        filter[0]?.ToString() is "is" or "is_not"
        && filter[2] is JsonArray clauses
        && RewriteClauses(clauses, IgnoresCase(filter) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private bool RewriteMembers(JsonObject members)
    {
        var isNamed = members.ToList().Aggregate(false, (isNamed, member) => Rewrite(member.Value) || isNamed);
        if (members[Step] is not JsonValue step || step.ToString() != Name)
        {
            return isNamed;
        }

        members[Step] = NewName;
        return true;
    }

    private bool RewriteClauses(JsonArray clauses, StringComparison comparison)
    {
        var isNamed = false;
        for (var i = clauses.Count - 1; i >= 0; i--)
        {
            if (clauses[i] is not JsonValue value || value.ToString() is var clause && !string.Equals(clause, Name, comparison))
            {
                continue;
            }

            // Without regard to case, a clause may also name another goal, or the goal under its new name.
            var isNameOfAnother = _others.Any(other => string.Equals(clause, other.DisplayName, comparison));
            if (string.Equals(clause, NewName, comparison) || (isNameOfAnother && NewName is null))
            {
                continue;
            }

            isNamed = true;
            if (isNameOfAnother)
            {
                clauses.Add(NewName);
            }
            else
            {
                clauses[i] = NewName;
            }
        }

        return isNamed;
    }

    private static bool IgnoresCase(JsonArray filter) =>
        filter.Count == 4 && filter[3] is JsonObject modifier && modifier["case_sensitive"]?.GetValueKind() == JsonValueKind.False;
}

namespace Analytics.Core.Definitions;

/// <summary>A goal of a site: the events that count as a conversion. Goals apply to all of a site's history.</summary>
/// <param name="Id">The goal's id, unique within its site.</param>
/// <param name="DisplayName">The name that queries, answers and the page use, unique within its site; 1 to 120 characters.</param>
/// <param name="Kind">The kind of event that reaches it.</param>
/// <param name="EventName">The name of the custom event; null unless <see cref="GoalKind.Event"/>.</param>
/// <param name="PagePath">The path of the page, with the wildcards <c>*</c> and <c>**</c>; null for <see cref="GoalKind.Event"/>.</param>
/// <param name="ScrollThreshold">The least scroll depth in per cent, 1 to 100; null unless <see cref="GoalKind.Scroll"/>.</param>
/// <param name="Currency">The ISO 4217 code in which a revenue goal is reported; null for a goal without revenue.</param>
/// <param name="Properties">Custom properties that an event must have, each with exactly this value; may be empty.</param>
public sealed record Goal(
    string Id,
    string DisplayName,
    GoalKind Kind,
    string? EventName,
    string? PagePath,
    int? ScrollThreshold,
    string? Currency,
    IReadOnlyDictionary<string, string> Properties
) : IDefinition<Goal>
{
    /// <inheritdoc/>
    public Goal WithId(string id) => this with { Id = id };

    /// <summary>Returns true if both goals count the same under the same name.</summary>
    internal bool IsAlike(Goal other) => DisplayName == other.DisplayName && CountsTheSame(other);

    /// <summary>Returns true if the same events reach both goals, with revenue in the same currency or none.</summary>
    internal bool CountsTheSame(Goal other) => Currency == other.Currency && IsReachedBySameEvents(other);

    /// <summary>Returns true if exactly the same events reach both goals.</summary>
    internal bool IsReachedBySameEvents(Goal other) =>
        Kind == other.Kind
        && EventName == other.EventName
        && PagePath == other.PagePath
        && ScrollThreshold == other.ScrollThreshold
        && Properties.Count == other.Properties.Count
        && Properties.All(property => other.Properties.TryGetValue(property.Key, out var value) && value == property.Value);
}

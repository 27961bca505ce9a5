using System.Text.Json.Serialization;
using Analytics.Core.Definitions;

namespace Analytics.Web.Goals;

/// <summary>A goal as clients see it.</summary>
/// <param name="Domain">The site's domain; only in the answer that defines the goal.</param>
/// <param name="Id">The goal's id, unique within its site.</param>
/// <param name="DisplayName">The name that queries use.</param>
/// <param name="GoalType">event or page.</param>
/// <param name="EventName">The name of the event; null for a page.</param>
/// <param name="PagePath">The path of the page; null for an event.</param>
/// <param name="ScrollThreshold">The least scroll depth in per cent; null for any pageview and for events.</param>
/// <param name="Currency">The currency of a revenue goal; null for others.</param>
/// <param name="CustomProps">The properties that an event must have.</param>
public sealed record GoalAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Domain,
    string Id,
    string DisplayName,
    string GoalType,
    string? EventName,
    string? PagePath,
    int? ScrollThreshold,
    string? Currency,
    IReadOnlyDictionary<string, string> CustomProps
)
{
    /// <summary>Returns the answer for a goal.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="domain">The site's domain, to be shown.</param>
    public static GoalAnswer Of(Goal goal, string? domain = null) =>
        new(
            domain,
            goal.Id,
            goal.DisplayName,
            goal.Kind == GoalKind.Event ? "event" : "page",
            goal.EventName,
            goal.PagePath,
            goal.ScrollThreshold,
            goal.Currency,
            goal.Properties
        );

    /// <summary>Returns the answer for a goal without the conditions on its events.</summary>
    public static GoalAnswer NameOf(Goal goal) =>
        Of(goal) with
        {
            EventName = null,
            PagePath = null,
            ScrollThreshold = null,
            CustomProps = new Dictionary<string, string>(),
        };
}

using Analytics.Core.Definitions;

namespace Analytics.Core.Alerts;

/// <summary>The metrics of alerts.</summary>
public static class AlertMetrics
{
    /// <summary>Returns true if alerts of the kind are of a metric.</summary>
    public static bool Has(AlertKind kind) => kind is AlertKind.Spike or AlertKind.Drop;

    /// <summary>Returns the metrics of spikes and drops, beginning with the usual one.</summary>
    /// <param name="goal">The goal whose events they are of; null for all events.</param>
    public static IReadOnlyList<string> Of(Goal? goal) =>
        goal switch
        {
            null => ["pageviews", "visitors", "visits", "events"],
            { Kind: GoalKind.Scroll } => ["visitors", "visits"],
            { Kind: GoalKind.Page } => ["events", "visitors", "visits", "pageviews"],
            { Currency: not null } => ["events", "visitors", "visits", AlertEvaluator.Revenue],
            _ => ["events", "visitors", "visits"],
        };
}

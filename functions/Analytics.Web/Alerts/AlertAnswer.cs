using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Alerts;

namespace Analytics.Web.Alerts;

/// <summary>An alert as the API shows it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Kind">The cause.</param>
/// <param name="Url">The address of the webhook.</param>
/// <param name="Threshold">The limit.</param>
/// <param name="Hours">The hours over which is averaged or converted.</param>
/// <param name="Minutes">The minutes of silence.</param>
/// <param name="Metric">The metric of spikes and drops.</param>
/// <param name="Goal">The goal; null without one.</param>
/// <param name="Incidents">The last times at which the condition held, newest first.</param>
public sealed record AlertAnswer(
    string Id,
    string Name,
    string Kind,
    string Url,
    double Threshold,
    int Hours,
    int Minutes,
    string Metric,
    string? Goal,
    IReadOnlyList<IncidentAnswer> Incidents
)
{
    /// <summary>The key of the signatures, when the alert is made; it is not shown again.</summary>
    [Description("The key of the signatures, when the alert is made; it is not shown again.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>Returns the answer of an alert.</summary>
    public static AlertAnswer Of(Alert alert, AlertHistory history) =>
        new(
            alert.Id,
            alert.Name,
            AlertRounds.NameOf(alert.Kind),
            alert.Url,
            alert.Threshold,
            alert.Hours,
            alert.Minutes,
            alert.Metric,
            alert.Goal,
            [
                .. history.Incidents.Select(incident => new IncidentAnswer(
                    incident.Id,
                    incident.At,
                    incident.Message,
                    incident.Value,
                    incident.Expected,
                    incident.Attempts,
                    incident.NextAttempt,
                    incident.DeliveredAt,
                    incident.Error
                )),
            ]
        );
}

/// <summary>A time at which an alert's condition held.</summary>
/// <param name="Id">The id, which the webhook gets.</param>
/// <param name="At">The time.</param>
/// <param name="Message">The finding in words.</param>
/// <param name="Value">The number that was found.</param>
/// <param name="Expected">The number that it was compared with.</param>
/// <param name="Attempts">The attempts at its delivery.</param>
/// <param name="NextAttempt">The time of the next attempt; null once it is delivered or given up.</param>
/// <param name="DeliveredAt">The time of its delivery; null before.</param>
/// <param name="Error">The failure of the last attempt; null without one.</param>
public sealed record IncidentAnswer(
    string Id,
    DateTimeOffset At,
    string Message,
    double Value,
    double Expected,
    int Attempts,
    DateTimeOffset? NextAttempt,
    DateTimeOffset? DeliveredAt,
    string? Error
);

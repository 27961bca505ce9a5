namespace Analytics.Core.Alerts;

/// <summary>A time at which an alert's condition held, with its delivery. Its names are a stored format.</summary>
/// <param name="Id">The id, which the webhook gets, so that it can tell a repeated delivery.</param>
/// <param name="At">The time.</param>
/// <param name="Message">The finding in words.</param>
/// <param name="Value">The number that was found.</param>
/// <param name="Expected">The number that it was compared with.</param>
/// <param name="Attempts">The attempts at its delivery.</param>
/// <param name="NextAttempt">The time of the next attempt; null once it is delivered or given up.</param>
/// <param name="DeliveredAt">The time of its delivery; null before.</param>
/// <param name="Error">The failure of the last attempt; null without one.</param>
public sealed record Incident(
    string Id,
    DateTimeOffset At,
    string Message,
    double Value,
    double Expected,
    int Attempts = 0,
    DateTimeOffset? NextAttempt = null,
    DateTimeOffset? DeliveredAt = null,
    string? Error = null
);

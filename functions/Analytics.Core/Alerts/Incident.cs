namespace Analytics.Core.Alerts;

/// <summary>A time at which an alert's condition held, with its delivery. Its names are a stored format.</summary>
/// <param name="Id">The id. It is sent with the webhook so that the receiver recognises a repeated delivery.</param>
/// <param name="At">The time.</param>
/// <param name="Message">The finding in words.</param>
/// <param name="Value">The number that was found.</param>
/// <param name="Expected">The number that it was compared with.</param>
/// <param name="Attempts">The attempts at its delivery.</param>
/// <param name="NextAttempt">Time of the next attempt; null once the incident is delivered or abandoned.</param>
/// <param name="DeliveredAt">The time of its delivery; null before.</param>
/// <param name="Error">Failure of the last attempt; null if there was none.</param>
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

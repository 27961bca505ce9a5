namespace Analytics.Core.Alerts;

/// <summary>A condition that holds.</summary>
/// <param name="Message">The finding in words.</param>
/// <param name="Value">The number that was found.</param>
/// <param name="Expected">The number that it was compared with.</param>
public sealed record Finding(string Message, double Value, double Expected);

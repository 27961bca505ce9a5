namespace Analytics.Web.Alerts;

/// <summary>A site's alerts.</summary>
/// <param name="Alerts">The alerts, oldest first.</param>
public sealed record AlertListAnswer(IReadOnlyList<AlertAnswer> Alerts);

namespace Analytics.Web.Alerts;

/// <summary>A site's alerts.</summary>
/// <param name="Alerts">In the order in which they were made.</param>
public sealed record AlertListAnswer(IReadOnlyList<AlertAnswer> Alerts);

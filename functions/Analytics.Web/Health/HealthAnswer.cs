namespace Analytics.Web.Health;

/// <summary>Health of this instance.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>unready</c>.</param>
/// <param name="Failing">Reasons for which the instance is not ready; empty if it is ready.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<string> Failing);

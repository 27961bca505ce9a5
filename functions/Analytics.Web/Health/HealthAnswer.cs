namespace Analytics.Web.Health;

/// <summary>Health of this instance.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>unready</c>.</param>
/// <param name="Failing">Reasons for which it is not ready; empty when it is.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<string> Failing);

namespace Analytics.Core.Alerts;

/// <summary>The last incidents of an alert, newest first. Its names are a stored format.</summary>
/// <param name="Incidents">The incidents.</param>
public sealed record AlertHistory(IReadOnlyList<Incident> Incidents)
{
    /// <summary>The most incidents that are kept.</summary>
    public const int MaxIncidents = 20;

    /// <summary>No incident.</summary>
    public static AlertHistory Empty { get; } = new([]);
}

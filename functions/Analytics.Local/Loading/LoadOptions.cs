namespace Analytics.Local.Loading;

/// <summary>Rate and duration of a load run.</summary>
/// <param name="Sites">Domains that get events.</param>
/// <param name="Rate">Events a second; 0 for as many as the server takes.</param>
/// <param name="Duration">Length of the run.</param>
/// <param name="Batch">Events in a request.</param>
/// <param name="Connections">Requests at once.</param>
/// <param name="Import">True if events carry agent and country, which needs a key of scope import.</param>
internal sealed record LoadOptions(IReadOnlyList<string> Sites, int Rate, TimeSpan Duration, int Batch, int Connections, bool Import);

namespace Analytics.Local.Loading;

/// <summary>Rate and duration of a load run.</summary>
/// <param name="Sites">Domains that receive events.</param>
/// <param name="Rate">Events a second; 0 for as many as the server accepts.</param>
/// <param name="Duration">Length of the run.</param>
/// <param name="Batch">Number of events in a request.</param>
/// <param name="Connections">Number of concurrent requests.</param>
/// <param name="Import">True if events carry agent and country, which needs a key of scope import.</param>
internal sealed record LoadOptions(IReadOnlyList<string> Sites, int Rate, TimeSpan Duration, int Batch, int Connections, bool Import);

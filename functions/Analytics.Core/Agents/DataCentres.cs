namespace Analytics.Core.Agents;

/// <summary>
/// The networks of data centres, whose clients are programs rather than people. Empty unless an operator supplies them. Thread-safe.
/// </summary>
public sealed class DataCentres
{
    private volatile NetworkSet _networks = NetworkSet.Empty;

    /// <summary>The networks in use.</summary>
    public NetworkSet Networks
    {
        get => _networks;
        set => _networks = value;
    }
}

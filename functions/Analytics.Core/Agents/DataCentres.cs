namespace Analytics.Core.Agents;

/// <summary>
/// The networks of data centres, in which programs run and few people are. None unless an operator supplies them. Thread-safe.
/// </summary>
public sealed class DataCentres
{
    private volatile NetworkSet _networks = NetworkSet.Empty;

    /// <summary>The networks; those set last are in use.</summary>
    public NetworkSet Networks
    {
        get => _networks;
        set => _networks = value;
    }
}

namespace Analytics.Core.Agents;

/// <summary>The kind of client that a user agent belongs to.</summary>
public enum AgentKind : byte
{
    /// <summary>A person with a browser or an app.</summary>
    Person,

    /// <summary>An HTTP library, an app framework or an unknown program. A person may be behind it; only the event can tell.</summary>
    Library,

    /// <summary>A crawler, a monitor, or an assistant that reads for a model.</summary>
    Robot,
}

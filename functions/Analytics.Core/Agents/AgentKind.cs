namespace Analytics.Core.Agents;

/// <summary>The kind of client that a user agent belongs to.</summary>
public enum AgentKind : byte
{
    /// <summary>A person with a browser or an app.</summary>
    Person,

    /// <summary>
    /// A program's HTTP library, an app framework, or nothing that is known: a person may be behind it, but only the event can tell.
    /// </summary>
    Library,

    /// <summary>A crawler, a monitor, an assistant that reads for a model: no person.</summary>
    Robot,
}

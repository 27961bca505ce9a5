using System.Text;

namespace Analytics.Core.Agents;

/// <summary>A classified user agent with its texts in UTF-8, ready to be written into an event. Immutable.</summary>
public sealed class Agent
{
    /// <summary>The agent of events without any, as in some imports: no bot, nothing set.</summary>
    public static readonly Agent None = new(UserAgent.Unknown, AgentKind.Person, []);

    internal Agent(UserAgent facts, AgentKind kind, byte[] platform)
    {
        Facts = facts;
        Kind = kind;
        Platform = platform;
        Browser = Encoding.UTF8.GetBytes(facts.Browser);
        BrowserVersion = Encoding.UTF8.GetBytes(facts.BrowserVersion);
        Os = Encoding.UTF8.GetBytes(facts.Os);
        OsVersion = Encoding.UTF8.GetBytes(facts.OsVersion);
        Device = Encoding.UTF8.GetBytes(facts.Device);
    }

    /// <summary>The facts as strings.</summary>
    public UserAgent Facts { get; }

    /// <summary>The kind of client.</summary>
    public AgentKind Kind { get; }

    /// <summary>True if the agent alone shows that it is not a person's. An event of a library may still be counted.</summary>
    public bool IsBot => Kind != AgentKind.Person;

    internal byte[] Platform { get; }

    internal byte[] Browser { get; }

    internal byte[] BrowserVersion { get; }

    internal byte[] Os { get; }

    internal byte[] OsVersion { get; }

    internal byte[] Device { get; }
}

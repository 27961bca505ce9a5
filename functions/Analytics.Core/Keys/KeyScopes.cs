namespace Analytics.Core.Keys;

/// <summary>Permissions of a key. The numbers are stored and never change.</summary>
[Flags]
public enum KeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read statistics.</summary>
    Stats = 1,

    /// <summary>Manage sites.</summary>
    Sites = 2,

    /// <summary>Send events of any time with their own address, agent and dimensions.</summary>
    Import = 4,

    /// <summary>Everything, for every site, and managing keys.</summary>
    Admin = 8,
}

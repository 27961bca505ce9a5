using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts visitors, and adds what another such counter counted.</summary>
/// <typeparam name="TSelf">The counter itself.</typeparam>
internal interface IPathCounter<in TSelf> : IVisitorCounter
{
    /// <summary>About how much memory it takes, in bytes.</summary>
    long Weight { get; }

    /// <summary>Adds all that another counted.</summary>
    void Add(TSelf other);
}

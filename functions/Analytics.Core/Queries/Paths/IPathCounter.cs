using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts visitors and can add the counts of another counter of its type.</summary>
/// <typeparam name="TSelf">The counter itself.</typeparam>
internal interface IPathCounter<in TSelf> : IVisitorCounter
{
    /// <summary>Adds the counts of another counter.</summary>
    void Add(TSelf other);
}

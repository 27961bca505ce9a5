namespace Analytics.Core.Queries.Visitors;

/// <summary>An answer computed from the counters of a scan. Immutable: equal requests share it.</summary>
public interface IVisitorAnswer
{
    /// <summary>Approximate memory in bytes.</summary>
    long Weight { get; }
}

namespace Analytics.Core.Queries.Visitors;

/// <summary>An answer made of what the counters of a scan counted. Immutable: equal requests get the same one.</summary>
public interface IVisitorAnswer
{
    /// <summary>About how much memory it takes, in bytes.</summary>
    long Weight { get; }
}

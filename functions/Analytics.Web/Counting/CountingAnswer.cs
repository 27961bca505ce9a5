using System.ComponentModel;

namespace Analytics.Web.Counting;

/// <summary>Progress of counting accepted events.</summary>
/// <param name="Partitions">Each partition of the log.</param>
public sealed record CountingAnswer(IReadOnlyList<CountingPartition> Partitions);

/// <summary>Progress of counting a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Counted">The last message that queries show.</param>
/// <param name="Last">The last message of the log.</param>
public sealed record CountingPartition(
    int Partition,
    [property: Description("The sequence number of the last message whose events queries show.")] long Counted,
    [property: Description("The sequence number of the last message that was accepted.")] long Last
);

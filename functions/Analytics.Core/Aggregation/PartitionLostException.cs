namespace Analytics.Core.Aggregation;

/// <summary>
/// Thrown when another instance moved the partition's watermark. Nothing of the batch was stored; the aggregator has cleared its state
/// and must be started again.
/// </summary>
/// <param name="partition">The partition.</param>
public sealed class PartitionLostException(int partition)
    : Exception(
        $"Another instance aggregates partition {partition}: its watermark changed. "
            + "Start the partition again to go on after that instance's work."
    );

namespace Analytics.Core.Jobs;

/// <summary>A job is refused because another one that is queued or running changes the same rows.</summary>
/// <param name="other">The other job.</param>
public sealed class JobConflictException(Job other)
    : Exception(
        $"Job {other.Id} is {other.State.ToString().ToLowerInvariant()} over {other.From:yyyy-MM-ddTHH:mmZ} to "
            + $"{other.To:yyyy-MM-ddTHH:mmZ}, which overlaps. Wait for its end, or cancel it."
    )
{
    /// <summary>The other job.</summary>
    public Job Other { get; } = other;
}

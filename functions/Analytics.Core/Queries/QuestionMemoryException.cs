namespace Analytics.Core.Queries;

/// <summary>Thrown when other large questions have the memory that a question needs: it can be asked again a little later (503).</summary>
public sealed class QuestionMemoryException()
    : Exception("Many large questions are computed at this moment, and this one does not fit beside them; ask again.")
{
    /// <summary>Time after which to ask again.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(5);
}

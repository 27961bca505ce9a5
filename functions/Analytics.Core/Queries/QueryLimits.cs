using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries;

/// <summary>Limits of what a question reads and holds.</summary>
public sealed record QueryLimits
{
    private const int MostGroups = 1_000_000;
    private const int FewestGroups = 250_000;

    /// <summary>
    /// Maximum number of events in the periods that a question reads. Beyond it, the question counts a sample of the visitors, and the
    /// answer says so. <see cref="long.MaxValue"/> means no limit.
    /// </summary>
    public long Events { get; init; } = ScanBudget.DefaultEvents;

    /// <summary>
    /// Maximum number of groups of a question: combinations of the values of its dimensions and time buckets. Each takes a kilobyte or two
    /// until the answer is sent.
    /// </summary>
    public int Groups { get; init; } = MostGroups;

    /// <summary>The memory of what all questions find.</summary>
    public QuestionMemory Memory { get; init; } = QuestionMemory.Unlimited;

    /// <summary>Returns the number of groups that fit a quarter to a half of the memory, 250,000 to 1,000,000.</summary>
    /// <param name="availableBytes">Bytes that the process may use.</param>
    public static int GroupsOf(long availableBytes) => (int)Math.Clamp(availableBytes / 4_096, FewestGroups, MostGroups);
}

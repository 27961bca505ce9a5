namespace Analytics.Core.Periods;

/// <summary>The times of visits. Immutable; seconds count from the start of the period.</summary>
/// <param name="Starts">
/// The second of each visit's first event other than engagement; −1 if it has none and does not count as a visit.
/// </param>
/// <param name="Ends">The second of each visit's last event other than engagement.</param>
/// <param name="MinRow">The earliest second of all events, engagement included; 0 without any.</param>
/// <param name="MaxRow">The latest second of all events, engagement included; 0 without any.</param>
internal sealed record VisitTimes(int[] Starts, int[] Ends, int MinRow, int MaxRow)
{
    /// <summary>Extracts the times from the facts of visits.</summary>
    public static VisitTimes Of(VisitSummary summary) => Of(summary.Starts, summary.Ends, summary.FirstSeconds, summary.Spans);

    /// <summary>Adds the bounds to the times.</summary>
    /// <param name="starts">The values of <see cref="Starts"/>.</param>
    /// <param name="ends">The values of <see cref="Ends"/>.</param>
    /// <param name="firstSeconds">The second of each visit's first event.</param>
    /// <param name="spans">Seconds from each visit's first event to its last.</param>
    public static VisitTimes Of(int[] starts, int[] ends, ReadOnlySpan<int> firstSeconds, ReadOnlySpan<int> spans)
    {
        var (min, max) = (int.MaxValue, 0);
        for (var visit = 0; visit < firstSeconds.Length; visit++)
        {
            min = Math.Min(min, firstSeconds[visit]);
            max = Math.Max(max, firstSeconds[visit] + spans[visit]);
        }

        return new(starts, ends, Math.Min(min, max), max);
    }
}

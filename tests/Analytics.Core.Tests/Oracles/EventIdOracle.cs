namespace Analytics.Core.Tests.Oracles;

/// <summary>The definitions of event ids: which of the accepted events count.</summary>
internal static class EventIdOracle
{
    private const long Window = 72 * 3_600_000L;

    /// <summary>The events that are no repetition of another one.</summary>
    public static IEnumerable<RawEvent> WithoutRepetitions(IEnumerable<RawEvent> events) =>
        events
            .GroupBy(e => (e.Site, e.Id, Timestamp: e.Id is not null && e.HasTimestamp ? e.Milliseconds : -1))
            .SelectMany(group =>
                group.Key.Id is null ? group
                : group.Key.Timestamp >= 0 ? InOrder(group).Take(1)
                : OncePerWindow(InOrder(group))
            );

    /// <summary>An id without a timestamp counts, and then not again within 72 hours of when the one that counted was received.</summary>
    private static List<RawEvent> OncePerWindow(IEnumerable<RawEvent> events) =>
        events.Aggregate(
            new List<RawEvent>(),
            (counted, e) =>
            {
                if (counted.Count == 0 || e.Milliseconds - counted[^1].Milliseconds > Window)
                {
                    counted.Add(e);
                }

                return counted;
            }
        );

    private static IOrderedEnumerable<RawEvent> InOrder(IEnumerable<RawEvent> events) =>
        events.OrderBy(e => e.Milliseconds).ThenBy(e => e.Visitor).ThenBy(e => e.Content, StringComparer.Ordinal);
}

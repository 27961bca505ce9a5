using Analytics.Core.Queries.Paths;

namespace Analytics.Core.Tests.Paths;

/// <summary>An event as a funnel's definition sees it.</summary>
/// <param name="Second">When.</param>
/// <param name="Visit">In which visit.</param>
/// <param name="Node">Its page or name.</param>
/// <param name="Steps">The steps that it matches.</param>
internal sealed record FunnelEvent(long Second, int Visit, string Node, IReadOnlyCollection<int> Steps);

/// <summary>Finds how far a visitor gets through a funnel, from the definition: tries every attempt.</summary>
internal static class FunnelOracle
{
    /// <summary>The indexes of the events by which a visitor takes the steps.</summary>
    public static IReadOnlyList<int> Attempt(IReadOnlyList<FunnelEvent> events, FunnelOrder order, int steps, int? window)
    {
        var attempts = order switch
        {
            FunnelOrder.Strict => Strict(events, steps, window),
            FunnelOrder.Flexible => Flexible(events, steps, window),
            _ => Sequential(events, steps, window),
        };
        return attempts
                .OrderByDescending(attempt => attempt.Count)
                .ThenBy(attempt => attempt.Max())
                .ThenByDescending(attempt => attempt[0])
                .FirstOrDefault()
            ?? [];
    }

    /// <summary>From each event of the first step, the first event of each further step.</summary>
    private static IEnumerable<List<int>> Sequential(IReadOnlyList<FunnelEvent> events, int steps, int? window) =>
        Indexes(events)
            .Where(start => events[start].Steps.Contains(0))
            .Select(start =>
            {
                List<int> attempt = [start];
                foreach (var i in Indexes(events).Where(i => i > start && IsWithin(events[start], events[i], window)))
                {
                    if (attempt.Count < steps && events[i].Steps.Contains(attempt.Count))
                    {
                        attempt.Add(i);
                    }
                }

                return attempt;
            });

    /// <summary>
    /// Runs of the same page or event, one after the other: each takes the next step if any of its events matches it, otherwise it
    /// interrupts.
    /// </summary>
    private static IEnumerable<List<int>> Strict(IReadOnlyList<FunnelEvent> events, int steps, int? window)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var i in Indexes(events))
        {
            var goesOn = i > 0 && events[i].Node == events[i - 1].Node && (window is not null || events[i].Visit == events[i - 1].Visit);
            runs = goesOn ? [.. runs.SkipLast(1), (runs[^1].First, i)] : [.. runs, (i, i)];
        }

        for (var run = 0; run < runs.Count; run++)
        {
            var starts = Matching(runs[run], 0).ToList();
            if (starts.Count == 0)
            {
                continue;
            }

            List<int> attempt = [starts[^1]];
            for (var next = run + 1; next < runs.Count && attempt.Count < steps; next++)
            {
                var taken = Matching(runs[next], attempt.Count).Where(i => IsWithin(events[attempt[0]], events[i], window)).ToList();
                if (taken.Count == 0)
                {
                    break;
                }

                attempt.Add(taken[0]);
            }

            yield return attempt.Count == 1 ? [starts[0]] : attempt;
        }

        IEnumerable<int> Matching((int First, int Last) run, int step) =>
            Enumerable.Range(run.First, run.Last - run.First + 1).Where(i => events[i].Steps.Contains(step));
    }

    /// <summary>At each event, the last events of as many steps from the first on as there are within the window.</summary>
    private static IEnumerable<List<int>> Flexible(IReadOnlyList<FunnelEvent> events, int steps, int? window) =>
        Indexes(events)
            .Where(end => events[end].Steps.Count > 0)
            .Select(end =>
                Enumerable
                    .Range(0, steps)
                    .Select(step =>
                        Indexes(events)
                            .Where(i => i <= end && events[i].Steps.Contains(step) && IsWithin(events[i], events[end], window))
                            .DefaultIfEmpty(-1)
                            .Max()
                    )
                    .TakeWhile(i => i >= 0)
                    .ToList()
            )
            .Where(attempt => attempt.Count > 0);

    private static bool IsWithin(FunnelEvent first, FunnelEvent last, int? window) =>
        window is { } seconds ? last.Second - first.Second <= seconds : first.Visit == last.Visit;

    private static IEnumerable<int> Indexes(IReadOnlyList<FunnelEvent> events) => Enumerable.Range(0, events.Count);
}

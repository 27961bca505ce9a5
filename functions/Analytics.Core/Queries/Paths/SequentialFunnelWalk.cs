using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>Takes one step after the other; other events may lie between them.</summary>
/// <remarks>
/// <code>
/// steps a, b, c within 60 minutes
/// minute      0  50  55  70  80
/// event       a  b   a   b   c         0, 50 reaches b; 55, 70, 80 reaches c and counts
/// </code>
/// For each step the attempt that began last is kept: it has the most time left. An event serves one step of an attempt only.
/// </remarks>
/// <inheritdoc cref="FunnelWalk(int, int?)" path="/param"/>
internal sealed class SequentialFunnelWalk(int steps, int? window) : FunnelWalk(steps, window)
{
    private readonly FunnelAttempts _attempts = new(steps);

    /// <inheritdoc/>
    protected override void Forget() => _attempts.Clear();

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<VisitorEvent> events, int i)
    {
        // From the last step down, so that an event serves one step of an attempt.
        for (var step = Steps - 1; step > 0; step--)
        {
            var start = _attempts.StartOf(step - 1);
            if (Matches(events[i], step) && IsWithin(events, start, i) && start > _attempts.StartOf(step))
            {
                Reach(_attempts.Continue(_attempts, step, i));
            }
        }

        if (Matches(events[i], 0))
        {
            Reach(_attempts.Begin(i));
        }
    }
}

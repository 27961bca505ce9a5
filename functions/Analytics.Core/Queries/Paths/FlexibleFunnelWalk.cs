using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Takes the steps in any order: a step is reached once all steps before it in the list are reached too. An event may take several steps.
/// </summary>
/// <remarks>
/// <code>
/// steps a, b within 60 minutes
/// minute      0  50  70
/// event       b  a   b         0, 50 reaches both
/// </code>
/// For each step its latest event is kept: it has the most time left.
/// </remarks>
/// <inheritdoc cref="FunnelWalk(int, int?)" path="/param"/>
internal sealed class FlexibleFunnelWalk(int steps, int? window) : FunnelWalk(steps, window)
{
    private readonly int[] _latest = new int[steps];

    /// <inheritdoc/>
    protected override void Forget() => _latest.AsSpan().Fill(None);

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<VisitorEvent> events, int i)
    {
        if (events[i].Marks == 0)
        {
            return;
        }

        var level = Steps;
        for (var step = Steps - 1; step >= 0; step--)
        {
            if (Matches(events[i], step))
            {
                _latest[step] = i;
            }

            level = IsWithin(events, _latest[step], i) ? level : step;
        }

        Reach(_latest.AsSpan(0, level));
    }
}

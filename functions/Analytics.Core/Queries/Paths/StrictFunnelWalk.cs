using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Takes one step after the other without another event between them. The same page or event several times in a row counts as one, as
/// long as it matches the same steps.
/// </summary>
/// <remarks>
/// <code>
/// steps a, b
/// events      a  a  b          the second a repeats the first and takes its place: 1, 2 reaches b
/// steps a or c, a or c
/// events      a  c             c is another event than a and takes the second step
/// events      a  x  b          x interrupts: 0 reaches a
/// </code>
/// </remarks>
/// <inheritdoc cref="FunnelWalk(int, int?)" path="/param"/>
internal sealed class StrictFunnelWalk(int steps, int? window) : FunnelWalk(steps, window)
{
    private readonly FunnelAttempts _attempts = new(steps);

    /// <inheritdoc/>
    protected override void Forget() => _attempts.Clear();

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<VisitorEvent> events, int i)
    {
        if (IsRepetition(events, i))
        {
            // The first step is taken last as late as it can be.
            if (Matches(events[i], 0))
            {
                _attempts.Begin(i);
            }

            return;
        }

        for (var step = Steps - 1; step > 0; step--)
        {
            if (Matches(events[i], step) && IsWithin(events, _attempts.StartOf(step - 1), i))
            {
                Reach(_attempts.Continue(step, i));
            }
            else
            {
                _attempts.End(step);
            }
        }

        if (Matches(events[i], 0))
        {
            Reach(_attempts.Begin(i));
        }
        else
        {
            _attempts.End(0);
        }
    }

    private bool IsRepetition(ReadOnlySpan<VisitorEvent> events, int i) =>
        i > 0
        && events[i].Marks == events[i - 1].Marks
        && events[i].Node == events[i - 1].Node
        && (!EndsWithVisit || events[i].Visit == events[i - 1].Visit);
}

using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Takes one step after the other without another page or event between them. The same page or event several times in a row counts once:
/// all of them together take the steps that any of them matches, each attempt one. The engagement with a page is another event than its
/// view.
/// </summary>
/// <remarks>
/// <code>
/// steps a, b
/// events      a  a  b          the second a repeats the first and takes its place: 1, 2 reaches b
/// steps a with a property, b
/// events      a' a  b          a' has the property, and a repeats it: 0, 2 reaches b
/// steps a or c, a or c
/// events      a  c             c is another event than a and takes the second step
/// events      a  x  b          x interrupts: 0 reaches a
/// </code>
/// </remarks>
/// <inheritdoc cref="FunnelWalk(int, int?)" path="/param"/>
internal sealed class StrictFunnelWalk(int steps, int? window) : FunnelWalk(steps, window)
{
    // The attempts at the end of the previous page or event, and those that the current one has taken a step of.
    private FunnelAttempts _before = new(steps);
    private FunnelAttempts _now = new(steps);

    /// <inheritdoc/>
    protected override void Forget()
    {
        _before.Clear();
        _now.Clear();
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<VisitorEvent> events, int i)
    {
        if (!IsRepetition(events, i))
        {
            (_before, _now) = (_now, _before);
            _now.Clear();
        }

        for (var step = Steps - 1; step > 0; step--)
        {
            if (Matches(events[i], step) && _now.StartOf(step) == None && IsWithin(events, _before.StartOf(step - 1), i))
            {
                Reach(_now.Continue(_before, step, i));
            }
        }

        if (Matches(events[i], 0))
        {
            // The first step is reached as early, and taken last as late, as it can be.
            var isFirst = _now.StartOf(0) == None;
            var attempt = _now.Begin(i);
            if (isFirst)
            {
                Reach(attempt);
            }
        }
    }

    private bool IsRepetition(ReadOnlySpan<VisitorEvent> events, int i) =>
        i > 0 && events[i].Repeats(events[i - 1]) && (!EndsWithVisit || events[i].Visit == events[i - 1].Visit);
}

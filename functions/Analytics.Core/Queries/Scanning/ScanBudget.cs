namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The number of events that the scans of one question may read together, the number of groups that each may have, the memory of what they
/// find, and the sample of visitors that all of them count. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// budget 200 million       this month 150 million, the month before 250 million
/// first attempt            150 million fit, and are counted; 400 million do not: the attempt ends
/// measurement              the scans report what they would read, and read nothing: 400 million
/// second attempt           half of the visitors, of both months
/// </code>
/// </remarks>
public sealed class ScanBudget
{
    /// <summary>The default number of events that a question may read.</summary>
    public const long DefaultEvents = 200_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Site, long To), long> _events = [];
    private readonly QueryLimits _limits;
    private Phase _phase = Phase.Counting;

    private ScanBudget(QueryLimits limits, VisitorSample sample) => (_limits, Sample, Memory) = (limits, sample, limits.Memory.Begin());

    private enum Phase
    {
        Counting,
        Measuring,
        Fitted,
    }

    /// <summary>The visitors to count.</summary>
    public VisitorSample Sample { get; private set; }

    /// <summary>The memory of what the question found, until it is answered.</summary>
    public HeldMemory Memory { get; }

    /// <summary>
    /// Executes a question of one or more scans. If it would read too much, measures how much, and executes it with as many visitors as
    /// fit.
    /// </summary>
    /// <param name="limits">The limits of the question.</param>
    /// <param name="fraction">The minimum fraction of visitors to count; null for as many as fit.</param>
    /// <param name="ask">Executes the question. Its scans must use the budget, and the sample that the budget has when they
    /// begin.</param>
    public static async ValueTask<T> AskAsync<T>(QueryLimits limits, double? fraction, Func<ScanBudget, ValueTask<T>> ask)
    {
        var budget = new ScanBudget(limits, fraction is { } least ? VisitorSample.OfAtLeast(least) : VisitorSample.All);
        using var memory = budget.Memory;
        try
        {
            return await ask(budget);
        }
        catch (OverBudgetException)
        {
            budget.Measure();
            memory.Dispose();
        }

        await ask(budget);
        budget.Fit();
        return await ask(budget);
    }

    /// <summary>Takes the events of a scan from the budget.</summary>
    /// <param name="request">The scan's site and range; scans of a site with the same end read the same events.</param>
    /// <param name="events">The events of all visitors.</param>
    /// <returns>False if the scan must not read them.</returns>
    /// <exception cref="OverBudgetException">The scans together exceed the budget.</exception>
    internal bool TryTake((string Site, long To) request, long events)
    {
        lock (_gate)
        {
            if (_phase == Phase.Fitted)
            {
                return true;
            }

            _events[request] = Math.Max(events, _events.GetValueOrDefault(request));
            if (_phase == Phase.Measuring)
            {
                return false;
            }

            return Sample.Within(_events.Values.Sum(), _limits.Events) == Sample ? true : throw new OverBudgetException();
        }
    }

    /// <summary>
    /// Notes the events of a scan that is answered without reading them, for the case that a sample of the visitors must be counted.
    /// </summary>
    /// <returns>True.</returns>
    internal bool Measure((string Site, long To) request, long events)
    {
        lock (_gate)
        {
            if (_phase == Phase.Measuring)
            {
                _events[request] = Math.Max(events, _events.GetValueOrDefault(request));
            }
        }

        return true;
    }

    /// <summary>Checks that a scan may have so many groups.</summary>
    /// <exception cref="QueryException">They are too many.</exception>
    internal void RequireGroups(int groups)
    {
        if (groups > _limits.Groups)
        {
            throw new QueryException(
                $"dimensions: the question has more than {_limits.Groups} groups, which is as many as this server's memory is meant for; "
                    + "use fewer dimensions, longer time buckets, a shorter date_range or a filter."
            );
        }
    }

    private void Measure()
    {
        lock (_gate)
        {
            _phase = Phase.Measuring;
        }
    }

    private void Fit()
    {
        lock (_gate)
        {
            Sample = Sample.Within(_events.Values.Sum(), _limits.Events);
            _phase = Phase.Fitted;
        }
    }
}

/// <summary>Thrown when a question would read more events than its budget; it is repeated with a sample of the visitors.</summary>
internal sealed class OverBudgetException() : Exception("The question would read more events than its budget has.");

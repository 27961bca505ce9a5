using Analytics.MovingAverages;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Sums of a group over the values of single events and visits. The sums are exact, so that groups can be added and subtracted in any
/// order. Not thread-safe.
/// </summary>
internal sealed class GroupMeasures
{
    /// <summary>Visits with a known scroll depth.</summary>
    public long ScrollVisits { get; private set; }

    /// <summary>The deepest scroll of each of these visits, in per cent, added up.</summary>
    public long ScrollDepths { get; private set; }

    /// <summary>Visits with a known time.</summary>
    public long TimedVisits { get; private set; }

    /// <summary>The milliseconds that pages were visible.</summary>
    public Int128 EngagementMilliseconds { get; private set; }

    /// <summary>Events with revenue.</summary>
    public long RevenueEvents { get; private set; }

    /// <summary>Their amounts in millionths of the currency's unit.</summary>
    public Int128 RevenueMicros { get; private set; }

    /// <summary>Events with revenue in a currency that is not added up.</summary>
    public long OtherCurrencyEvents { get; private set; }

    /// <summary>Events with a value.</summary>
    public long ValueEvents { get; private set; }

    /// <summary>The sum of the values; null without any.</summary>
    public ExactSum? ValueSum { get; private set; }

    /// <summary>The values; null unless percentiles are needed.</summary>
    public SampleSet? Values { get; private set; }

    /// <summary>The durations of visits in seconds; null unless percentiles are needed.</summary>
    public SampleSet? Durations { get; private set; }

    /// <summary>True if nothing was added, or everything was subtracted again.</summary>
    public bool IsZero =>
        (ScrollVisits | TimedVisits | RevenueEvents | OtherCurrencyEvents | ValueEvents) == 0 && Durations is not { Distinct: > 0 };

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 160 + (ValueSum is null ? 0 : 650) + (40L * ((Values?.Distinct ?? 0) + (Durations?.Distinct ?? 0)));

    private long ScrolledVisit { get; set; }

    private int DeepestScroll { get; set; }

    private long TimedVisit { get; set; }

    /// <summary>
    /// Adds the scroll depth of an event. The largest depth of a visit counts; the events of a visit must be consecutive.
    /// </summary>
    /// <param name="visit">A unique number of the visit, other than 0.</param>
    /// <param name="depth">The depth in per cent.</param>
    public void AddScroll(long visit, int depth)
    {
        if (ScrolledVisit != visit)
        {
            (ScrolledVisit, DeepestScroll) = (visit, 0);
            ScrollVisits++;
        }

        ScrollDepths += Math.Max(0, depth - DeepestScroll);
        DeepestScroll = Math.Max(DeepestScroll, depth);
    }

    /// <summary>Adds the engagement time of an event. The events of a visit must be consecutive.</summary>
    /// <param name="visit">A unique number of the visit, other than 0.</param>
    /// <param name="milliseconds">The time.</param>
    public void AddTime(long visit, long milliseconds)
    {
        TimedVisits += TimedVisit == visit ? 0 : 1;
        TimedVisit = visit;
        EngagementMilliseconds += milliseconds;
    }

    /// <summary>Adds sums of engagement.</summary>
    /// <param name="scrollVisits">Visits with a known scroll depth.</param>
    /// <param name="scrollDepths">Their deepest scrolls in per cent, added up.</param>
    /// <param name="timedVisits">Visits with a known time.</param>
    /// <param name="milliseconds">The milliseconds that pages were visible.</param>
    public void AddEngagement(long scrollVisits, long scrollDepths, long timedVisits, long milliseconds)
    {
        (ScrollVisits, ScrollDepths) = (ScrollVisits + scrollVisits, ScrollDepths + scrollDepths);
        (TimedVisits, EngagementMilliseconds) = (TimedVisits + timedVisits, EngagementMilliseconds + milliseconds);
    }

    /// <summary>Adds the revenue of an event.</summary>
    public void AddRevenue(long micros)
    {
        RevenueEvents++;
        RevenueMicros += micros;
    }

    /// <summary>Adds an event with revenue in a currency that is not added up.</summary>
    public void AddOtherCurrency() => OtherCurrencyEvents++;

    /// <summary>Adds the value of an event.</summary>
    /// <param name="value">The value; finite.</param>
    /// <param name="budget">Limits the number of kept values; null to keep none.</param>
    public void AddValue(double value, SampleBudget? budget)
    {
        ValueEvents++;
        (ValueSum ??= new()).Add(value);
        if (budget is not null && (Values ??= new()).Add(value))
        {
            budget.Take();
        }
    }

    /// <summary>Adds the duration of a visit.</summary>
    public void AddDuration(int seconds, SampleBudget budget)
    {
        if ((Durations ??= new()).Add(seconds))
        {
            budget.Take();
        }
    }

    /// <summary>Adds or subtracts another group.</summary>
    /// <param name="other">The other group.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    public void Add(GroupMeasures other, int sign = 1)
    {
        (ScrollVisits, ScrollDepths) = (ScrollVisits + (sign * other.ScrollVisits), ScrollDepths + (sign * other.ScrollDepths));
        (TimedVisits, EngagementMilliseconds) = (
            TimedVisits + (sign * other.TimedVisits),
            EngagementMilliseconds + (sign * other.EngagementMilliseconds)
        );
        (RevenueEvents, RevenueMicros) = (RevenueEvents + (sign * other.RevenueEvents), RevenueMicros + (sign * other.RevenueMicros));
        OtherCurrencyEvents += sign * other.OtherCurrencyEvents;
        ValueEvents += sign * other.ValueEvents;
        if (other.ValueSum is { } sum)
        {
            ValueSum ??= new();
            if (sign > 0)
            {
                ValueSum.Add(sum);
            }
            else
            {
                ValueSum.Subtract(sum);
            }
        }

        if (other.Values is { } values)
        {
            (Values ??= new()).Add(values, sign);
        }

        if (other.Durations is { } durations)
        {
            (Durations ??= new()).Add(durations, sign);
        }
    }

    /// <summary>Returns an estimate from a sample: the sums multiplied by a factor.</summary>
    public GroupMeasures Scaled(double factor)
    {
        if (factor == 1)
        {
            return this;
        }

        var scaled = new GroupMeasures
        {
            ScrollVisits = Whole(ScrollVisits),
            ScrollDepths = Whole(ScrollDepths),
            TimedVisits = Whole(TimedVisits),
            EngagementMilliseconds = (Int128)Math.Round((double)EngagementMilliseconds * factor),
            RevenueEvents = Whole(RevenueEvents),
            RevenueMicros = (Int128)Math.Round((double)RevenueMicros * factor),
            OtherCurrencyEvents = Whole(OtherCurrencyEvents),
            ValueEvents = Whole(ValueEvents),
        };
        if (ValueSum is not null)
        {
            // Values of older releases had no limit, and an infinite sum could not be added up with others.
            (scaled.ValueSum = new()).Add(Math.Clamp(ValueSum.Value * factor, double.MinValue, double.MaxValue));
        }

        scaled.Values = Samples(Values);
        scaled.Durations = Samples(Durations);
        return scaled;

        long Whole(long count) => (long)Math.Round(count * factor);

        SampleSet? Samples(SampleSet? samples)
        {
            if (samples is null)
            {
                return null;
            }

            var scaledSamples = new SampleSet();
            scaledSamples.Add(samples, factor);
            return scaledSamples;
        }
    }

    /// <summary>Returns an independent copy.</summary>
    public GroupMeasures Copy()
    {
        var copy = new GroupMeasures();
        copy.Add(this);
        return copy;
    }
}

namespace Analytics.Core.Periods;

/// <summary>
/// The messages that had their effect on each hour of a day. A block is compared with its own hour's entry: that the day has a later
/// message of another hour says nothing of it. Immutable.
/// </summary>
internal sealed class HourInclusion
{
    private readonly Inclusion[] _hours;

    private HourInclusion(Inclusion[] hours)
    {
        _hours = hours;
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            Hours = hours[hour].Partitions.Count > 0 ? Hours.With(hour) : Hours;
        }
    }

    /// <summary>Nothing of any hour.</summary>
    public static HourInclusion None { get; } = new([.. Enumerable.Repeat(Inclusion.None, HourSet.Hours)]);

    /// <summary>The messages of the 24 hours in order.</summary>
    public static HourInclusion Of(IReadOnlyList<Inclusion> hours) => new([.. hours]);

    /// <summary>The hours that have anything.</summary>
    public HourSet Hours { get; }

    /// <summary>The messages of all hours together.</summary>
    public Inclusion All => _hours.Aggregate((all, hour) => all.Union(hour));

    /// <summary>The messages of an hour, by its number.</summary>
    public Inclusion this[int hour] => _hours[hour];

    /// <summary>The same with other messages for an hour.</summary>
    public HourInclusion With(int hour, Inclusion included)
    {
        var hours = (Inclusion[])_hours.Clone();
        hours[hour] = included;
        return new(hours);
    }

    /// <summary>The same with the messages of a part of the day; null if it does not tell its hours.</summary>
    public HourInclusion? With(IRollupPart part)
    {
        if (part.Period.Tier != RollupTier.Hour)
        {
            return part.Hours is null ? null : Union(part.Hours);
        }

        var hour = HourSet.HourOf(part.Period.Start);
        return With(hour, _hours[hour].Union(part.Included));
    }

    /// <summary>The entries of some hours alone.</summary>
    public HourInclusion Of(HourSet hours) =>
        new([.. _hours.Select((included, hour) => hours.Contains(hour) ? included : Inclusion.None)]);

    /// <summary>Everything of both.</summary>
    public HourInclusion Union(HourInclusion other) => new([.. _hours.Select((included, hour) => included.Union(other._hours[hour]))]);
}

namespace Analytics.Core.Periods;

/// <summary>
/// The messages included in each hour of a day. A block is compared with the entry of its own hour, because a later
/// message of another hour does not imply that the block is included. Immutable.
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

    /// <summary>No message of any hour.</summary>
    public static HourInclusion None { get; } = new([.. Enumerable.Repeat(Inclusion.None, HourSet.Hours)]);

    /// <summary>Creates an inclusion from the messages of the 24 hours, in order.</summary>
    public static HourInclusion Of(IReadOnlyList<Inclusion> hours) => new([.. hours]);

    /// <summary>The hours with messages.</summary>
    public HourSet Hours { get; }

    /// <summary>The messages of all hours.</summary>
    public Inclusion All => _hours.Aggregate((all, hour) => all.Union(hour));

    /// <summary>The messages of an hour, by its number.</summary>
    public Inclusion this[int hour] => _hours[hour];

    /// <summary>Returns the inclusion with other messages for an hour.</summary>
    public HourInclusion With(int hour, Inclusion included)
    {
        var hours = (Inclusion[])_hours.Clone();
        hours[hour] = included;
        return new(hours);
    }

    /// <summary>Returns the inclusion with the messages of a part of the day; null if the part has no messages by hour.</summary>
    public HourInclusion? With(IRollupPart part)
    {
        if (part.Period.Tier != RollupTier.Hour)
        {
            return part.Hours is null ? null : Union(part.Hours);
        }

        var hour = HourSet.HourOf(part.Period.Start);
        return With(hour, _hours[hour].Union(part.Included));
    }

    /// <summary>Returns the entries of some hours.</summary>
    public HourInclusion Of(HourSet hours) =>
        new([.. _hours.Select((included, hour) => hours.Contains(hour) ? included : Inclusion.None)]);

    /// <summary>Returns the messages of both.</summary>
    public HourInclusion Union(HourInclusion other) => new([.. _hours.Select((included, hour) => included.Union(other._hours[hour]))]);
}

using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>
/// Chooses the rollups that together are a day: its hours, and the day itself for what no hour has. An hour that was rewritten since the
/// day was built has all that the day has of it, and stands for it; an hour whose row was deleted is in the day alone; what came late for
/// it is in a row of its own, beside the day.
/// </summary>
/// <remarks>
/// <code>
/// the day has        05: messages 0–90      06: 0–90      07: 0–90
/// rows of hours      05: 0–120 (rewritten)                07: 91–120 (late)
/// parts              05: its row            06: the day   07: the day and the row
/// </code>
/// </remarks>
internal static class DayParts
{
    /// <summary>The parts of a day, none of which has an event of another.</summary>
    /// <param name="day">
    /// The day as it is stored, with its rows or without; null for none. One that does not tell its hours is all or nothing.
    /// </param>
    /// <param name="hoursFirst">
    /// True if an hour that has the same messages as the day stands for it, as it does where the day is stale.
    /// </param>
    /// <param name="hours">The rows of its hours.</param>
    /// <exception cref="InvalidDataException">
    /// An hour shares some messages with the day but not all, so that they cannot be added up.
    /// </exception>
    public static IReadOnlyList<StoredRollup> Of(StoredRollup? day, bool hoursFirst, IEnumerable<StoredRollup> hours)
    {
        if (day is not { } stored || stored.Rollup.Hours is not { } included)
        {
            return day is { } old && !hoursFirst ? [old] : [.. hours];
        }

        var (parts, ofDay) = (new List<StoredRollup>(), included.Hours);
        foreach (var row in hours)
        {
            var hour = HourSet.HourOf(row.Rollup.Period.Start);
            var (known, own) = (included[hour], row.Rollup.Included);
            if (known.Contains(own) && !(hoursFirst && own.Contains(known)))
            {
                continue;
            }

            parts.Add(row);
            if (own.Contains(known))
            {
                ofDay = ofDay.Without(hour);
            }
            else if (own.Overlaps(known))
            {
                throw new InvalidDataException(
                    $"The rollup '{row.Rollup.Period.RowKey}' shares some messages of the event log with '{stored.Rollup.Period.RowKey}' but not all."
                );
            }
        }

        return ofDay.IsEmpty ? parts : [ofDay == included.Hours ? stored : stored with { Hours = ofDay }, .. parts];
    }
}

using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>
/// Chooses the rollups that together are a day: rows of its hours, and the day itself for events that no row of an hour has. A row of an
/// hour that was rewritten after the day was built has all events of the hour and replaces the day for it. An hour whose row was deleted
/// is only in the day; its late events are in a new row beside the day.
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
    /// <summary>Returns the parts of a day. No two parts have an event in common.</summary>
    /// <param name="day">
    /// The stored day, with or without its rows; null if there is none. A day without messages by hour is used as a whole or not at all.
    /// </param>
    /// <param name="hoursFirst">True to prefer a row of an hour that has the same messages as the day, as for a stale day.</param>
    /// <param name="hours">The rows of its hours.</param>
    /// <exception cref="InvalidDataException">An hour and the day share some messages but not all, so they can't be added up.</exception>
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
                    $"The rollup '{row.Rollup.Period.RowKey}' shares some messages of the event log with "
                        + $"'{stored.Rollup.Period.RowKey}' but not all."
                );
            }
        }

        return ofDay.IsEmpty ? parts : [ofDay == included.Hours ? stored : stored with { Hours = ofDay }, .. parts];
    }
}

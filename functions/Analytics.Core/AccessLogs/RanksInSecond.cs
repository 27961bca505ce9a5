using Analytics.Core.EventLog;

namespace Analytics.Core.AccessLogs;

/// <summary>
/// Ranks the events of a visitor within one second of a file whose times are whole seconds, so that they keep the order of the file. A
/// rank is no part of an event's identity. One for each file, from its first line; not thread-safe.
/// </summary>
/// <remarks>
/// The first second of a file may have begun in the file before it, so its ranks are the upper half: they continue that file's, and a line
/// that both files have keeps the lower rank, of the file before.
/// </remarks>
public sealed class RanksInSecond
{
    private const int RememberedVisitors = 100_000;

    private readonly LineOrdinals _ordinals = new(RememberedVisitors);
    private long? _firstTimestamp;

    /// <summary>Returns the rank of the next event, from 0 to <see cref="EventLimits.Rank"/>; 0 for a time between seconds.</summary>
    /// <param name="visitorAndTime">A hash of the visitor and the time.</param>
    /// <param name="milliseconds">The time, in Unix milliseconds.</param>
    public int Next(ulong visitorAndTime, long milliseconds)
    {
        if (milliseconds % 1000 != 0)
        {
            return 0;
        }

        var first = milliseconds == (_firstTimestamp ??= milliseconds) ? (EventLimits.Rank + 1) / 2 : 0;
        return Math.Min(first + _ordinals.Next(visitorAndTime), EventLimits.Rank);
    }
}

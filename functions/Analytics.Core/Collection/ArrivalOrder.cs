using System.Runtime.InteropServices;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// Keeps the order in which a request names the events of a visitor: those that would have the same time are a millisecond apart, up to
/// <see cref="EventLimits.Rank"/> of them and never past their hour, so that neither the day of a visitor's id nor a period changes. Not
/// thread-safe.
/// </summary>
internal sealed class ArrivalOrder
{
    private const long Hour = 3_600_000;

    private readonly Dictionary<(ulong Visitor, long Milliseconds), int> _events = new(EventLimits.BatchEvents);

    /// <summary>Prepares for the next request.</summary>
    public void Reset() => _events.Clear();

    /// <summary>
    /// Returns the time of a visitor's next event. It is the given one where a timestamp is a part of the identity of an event with an id,
    /// and in an import, which gives ranks itself.
    /// </summary>
    /// <param name="draft">The event.</param>
    /// <param name="context">Its request.</param>
    /// <param name="visitor">The visitor, of one site.</param>
    /// <param name="milliseconds">The time as sent or of the arrival, in Unix milliseconds.</param>
    public long TimeOf(EventDraft draft, CollectionContext context, ulong visitor, long milliseconds)
    {
        if (context.IsImport || (draft.HasTimestamp && !draft.Id.IsEmpty))
        {
            return milliseconds;
        }

        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(_events, (visitor, milliseconds), out _);
        var rank = Math.Min(before++, EventLimits.Rank);
        return Math.Min(milliseconds + rank, milliseconds - (milliseconds % Hour) + Hour - 1);
    }
}

using Analytics.Core.Columns;

namespace Analytics.Core.Periods;

/// <summary>Reads offsets and facts of visits from stored columns as scans need them, without the arrays that others go through.</summary>
internal interface IStoredVisits
{
    /// <summary>Each visitor's first visit; one more for the end.</summary>
    int[] FirstVisits();

    /// <summary>Each visit's first event; one more for the end.</summary>
    int[] FirstEvents();

    /// <summary>The events that visits have.</summary>
    VisitCounts Counts();

    /// <summary>The times of visits.</summary>
    VisitTimes Times();

    /// <summary>Seconds since the start of the period, by event.</summary>
    /// <param name="firstEvents">As <see cref="FirstEvents"/>.</param>
    CodeColumn Seconds(int[] firstEvents);
}

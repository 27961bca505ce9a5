using Analytics.Core.Columns;

namespace Analytics.Core.Periods;

/// <summary>Reads offsets and facts of visits from stored columns in the form of scans, without intermediate arrays.</summary>
internal interface IStoredVisits
{
    /// <summary>Returns each visitor's first visit, followed by the end.</summary>
    int[] FirstVisits();

    /// <summary>Returns each visit's first event, followed by the end.</summary>
    int[] FirstEvents();

    /// <summary>Returns the numbers of events of visits.</summary>
    VisitCounts Counts();

    /// <summary>Returns the times of visits.</summary>
    VisitTimes Times();

    /// <summary>Returns the seconds since the start of the period, by event.</summary>
    /// <param name="firstEvents">The result of <see cref="FirstEvents"/>.</param>
    CodeColumn Seconds(int[] firstEvents);
}

namespace Analytics.Core.Jobs;

/// <summary>Counts of the work of a running job. Several threads write them.</summary>
internal sealed class JobCounters
{
    public long Messages;
    public long MessagesTotal;
    public long Events;
    public long Damaged;
    public long DaysDone;
    public long DaysTotal;
    public long RowsCompared;
    public long RowsReplaced;
    public long SetAside;
    public long ErasedEvents;
    public long RewrittenMessages;
    public long RewrittenRows;
    public long DeletedRows;
    public long Unreadable;
}

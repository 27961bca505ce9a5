namespace Analytics.Core.Reprocessing;

/// <summary>What a running job has done. Written by several threads.</summary>
internal sealed class ReprocessCounters
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
}

namespace Analytics.Azure.Aggregation;

/// <summary>Messages of a partition that left the event hub before they were aggregated.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="First">The sequence number of the first.</param>
/// <param name="Last">The sequence number of the last.</param>
/// <param name="After">When the message before them was sent.</param>
/// <param name="Before">When the message after them was sent.</param>
internal sealed record LostMessages(int Partition, long First, long Last, DateTimeOffset After, DateTimeOffset Before)
{
    /// <summary>Number of entries.</summary>
    public long Count => Last - First + 1;

    /// <summary>The first hour to reprocess from the archive.</summary>
    public DateTimeOffset FromHour => Hour(After);

    /// <summary>The end of the last hour to reprocess from the archive.</summary>
    public DateTimeOffset ToHour => Hour(Before).AddHours(1);

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}

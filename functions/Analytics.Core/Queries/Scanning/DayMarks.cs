namespace Analytics.Core.Queries.Scanning;

/// <summary>The marks up to which the rows of growing days are known, by <see cref="OpenDay.Id"/>. Not thread-safe.</summary>
internal sealed class DayMarks : Dictionary<long, int>
{
    /// <summary>Sets the marks to the current end of the sources.</summary>
    public void SetTo(IEnumerable<ScanSource> sources)
    {
        foreach (var source in sources)
        {
            if (source.Open is { } day)
            {
                this[day.Id] = day.Mark;
            }
        }
    }
}

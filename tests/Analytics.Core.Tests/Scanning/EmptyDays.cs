using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Growing days that begin without rows.</summary>
internal static class EmptyDays
{
    public static OpenDay Of(RollupPeriod day, OpenDayLimits? limits = null) =>
        new(day.Start, day.End, [], [], new([new RollupMerger().Merge(day, [])], null), UntimedIds.None, limits);
}

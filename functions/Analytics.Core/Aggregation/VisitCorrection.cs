namespace Analytics.Core.Aggregation;

/// <summary>What an event changes in the totals of visits.</summary>
/// <param name="Second">When the visit was counted, Unix time.</param>
/// <param name="Visits">Visits more.</param>
/// <param name="Bounces">Bounces more or less.</param>
/// <param name="Seconds">Visit seconds more.</param>
internal readonly record struct VisitCorrection(long Second, int Visits, int Bounces, long Seconds)
{
    public bool IsEmpty => Visits == 0 && Bounces == 0 && Seconds == 0;
}

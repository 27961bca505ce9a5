namespace Analytics.Core.Periods;

/// <summary>The place of an event in a visitor's sequence.</summary>
/// <param name="Second">Seconds since the start of the period.</param>
/// <param name="Millisecond">
/// Milliseconds within the second, 0–999; 0 in months, and in days of older releases, where no other event of the visitor has the same
/// second.
/// </param>
internal readonly record struct EventTime(int Second, int Millisecond) : IComparable<EventTime>
{
    public int CompareTo(EventTime other) =>
        Second != other.Second ? Second.CompareTo(other.Second) : Millisecond.CompareTo(other.Millisecond);
}

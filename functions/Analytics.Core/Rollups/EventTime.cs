namespace Analytics.Core.Rollups;

/// <summary>The place of an event in a visitor's sequence: its second and its rank among that visitor's events of the same second.</summary>
/// <param name="Second">Seconds since the start of the period.</param>
/// <param name="Ordinal">0 for the first event the visitor had in that second.</param>
internal readonly record struct EventTime(int Second, int Ordinal) : IComparable<EventTime>
{
    public int CompareTo(EventTime other) =>
        Second != other.Second ? Second.CompareTo(other.Second) : Ordinal.CompareTo(other.Ordinal);
}

namespace Analytics.MovingAverages;

/// <summary>The type whose state was saved. The numbers are part of the format and never change.</summary>
internal enum StateKind : byte
{
    ExactSum = 1,
    Simple = 2,
    Weighted = 3,
    Statistics = 4,
    Exponential = 5,
    Cumulative = 6,
    TimeWindowed = 7,
    Integer = 8,
    Decimal = 9,
}

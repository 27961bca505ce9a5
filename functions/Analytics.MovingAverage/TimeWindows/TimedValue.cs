namespace Analytics.MovingAverages;

/// <summary>A value and the instant at which it holds.</summary>
/// <param name="At">The instant; a window compares instants, whatever their offsets.</param>
/// <param name="Value">Any double.</param>
public readonly record struct TimedValue(DateTimeOffset At, double Value);

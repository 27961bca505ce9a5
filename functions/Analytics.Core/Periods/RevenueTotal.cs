namespace Analytics.Core.Periods;

/// <summary>Revenue of one slot in one currency.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMicros">Sum in millionths of the currency's unit; 128 bits hold the sum of 10¹⁹ events of the largest
/// amount.</param>
/// <param name="Count">Events with revenue.</param>
public readonly record struct RevenueTotal(int Slot, string Currency, Int128 AmountMicros, long Count);

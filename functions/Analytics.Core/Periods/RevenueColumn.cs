namespace Analytics.Core.Periods;

/// <summary>Revenue of events.</summary>
/// <param name="Rows">The events that have revenue, ascending.</param>
/// <param name="Currencies">Their currencies.</param>
/// <param name="AmountMicros">Their amounts in millionths of the currency's unit.</param>
internal sealed record RevenueColumn(int[] Rows, TextColumn Currencies, long[] AmountMicros)
{
    public static readonly RevenueColumn Empty = new([], new(Text.Utf8Texts.Empty, null), []);
}

namespace Analytics.Core.Periods;

/// <summary>The values of one custom property.</summary>
/// <param name="Key">The property.</param>
/// <param name="Rows">The events that have it, ascending.</param>
/// <param name="Values">Their values, one code per entry of <paramref name="Rows"/>.</param>
internal sealed record PropertyColumn(string Key, int[] Rows, TextColumn Values);

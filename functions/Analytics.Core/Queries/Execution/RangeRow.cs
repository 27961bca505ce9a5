namespace Analytics.Core.Queries.Execution;

/// <summary>One group of one range, before sorting.</summary>
/// <param name="Bucket">Index of its time bucket in the range; 0 without a time dimension.</param>
/// <param name="Labels">The labels of the dimensions other than time, in their order.</param>
/// <param name="Stored">The stored values of these dimensions.</param>
/// <param name="Values">The rounded metrics.</param>
internal sealed record RangeRow(int Bucket, string[] Labels, string?[] Stored, double?[] Values);

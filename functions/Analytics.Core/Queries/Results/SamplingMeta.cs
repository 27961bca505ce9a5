namespace Analytics.Core.Queries.Results;

/// <summary>Precision of an answer.</summary>
/// <param name="Fraction">The smallest fraction of visitors that any rollup read kept; 1 when all numbers are exact.</param>
/// <param name="Visitors">How many visitors the estimates rest on.</param>
/// <param name="StandardError">
/// Of the total of visitors, relative: √((1 − fraction) / visitors); 0 when exact, null when it rests on nobody.
/// </param>
public sealed record SamplingMeta(double Fraction, double Visitors, double? StandardError);

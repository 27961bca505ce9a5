using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Results;

/// <summary>Precision of an answer.</summary>
/// <param name="Fraction">The smallest fraction of visitors that was counted of any period; 1 when all numbers are exact.</param>
/// <param name="Visitors">Visitors that the estimates rest on: matching ones that were counted.</param>
/// <param name="StandardError">
/// Of the total of visitors, relative: √((1 − fraction) / visitors) where the fraction is that of all periods; 0 when exact, null when it
/// rests on nobody.
/// </param>
public sealed record SamplingMeta(double Fraction, double Visitors, double? StandardError)
{
    /// <summary>The precision of what was counted of a sample.</summary>
    /// <param name="fraction">The fraction of visitors in the sample, above 0 and at most 1.</param>
    /// <param name="visitors">Matching visitors in the sample.</param>
    public static SamplingMeta Of(double fraction, double visitors) => Of(fraction, SampledTotal.Of(visitors, fraction));

    /// <summary>The precision of what was counted of samples.</summary>
    /// <param name="fraction">The smallest fraction of visitors in a sample.</param>
    /// <param name="total">The matching visitors.</param>
    public static SamplingMeta Of(double fraction, SampledTotal total) =>
        new(fraction, total.Counted, fraction >= 1 ? 0 : total.StandardError);
}

using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Results;

/// <summary>Precision of an answer.</summary>
/// <param name="Fraction">The smallest fraction of visitors that was counted in any period; 1 if all numbers are exact.</param>
/// <param name="Visitors">The matching visitors that were counted: the base of the estimates.</param>
/// <param name="StandardError">Relative standard error of the total of visitors: √((1 − fraction) / visitors), with the fraction over all
/// periods; 0 if exact, null without visitors.</param>
public sealed record SamplingMeta(double Fraction, double Visitors, double? StandardError)
{
    /// <summary>Returns the precision of numbers from one sample.</summary>
    /// <param name="fraction">The fraction of visitors in the sample, above 0 and at most 1.</param>
    /// <param name="visitors">Matching visitors in the sample.</param>
    public static SamplingMeta Of(double fraction, double visitors) => Of(fraction, SampledTotal.Of(visitors, fraction));

    /// <summary>Returns the precision of numbers from several samples.</summary>
    /// <param name="fraction">The smallest fraction of visitors in a sample.</param>
    /// <param name="total">The matching visitors.</param>
    public static SamplingMeta Of(double fraction, SampledTotal total) =>
        new(fraction, total.Counted, fraction >= 1 ? 0 : total.StandardError);
}

namespace Analytics.Core.Queries.Results;

/// <summary>Computes the change from one number to another. Pure.</summary>
internal static class PercentChange
{
    /// <summary>
    /// Returns the change in whole per cent, rounded half away from zero: 100 from 0 to any other number, 0 from 0 to 0.
    /// </summary>
    public static double Between(double before, double after) =>
        before == 0
            ? after == 0
                ? 0
                : 100
            : Math.Round(100 * (after - before) / before, MidpointRounding.AwayFromZero);
}

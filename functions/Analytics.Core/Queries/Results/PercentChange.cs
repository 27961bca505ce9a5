namespace Analytics.Core.Queries.Results;

/// <summary>The change from one number to another. Pure.</summary>
internal static class PercentChange
{
    /// <summary>The change in whole per cent, half away from zero: 100 from 0 to anything else, 0 from 0 to 0.</summary>
    public static double Between(double before, double after) =>
        before == 0
            ? after == 0
                ? 0
                : 100
            : Math.Round(100 * (after - before) / before, MidpointRounding.AwayFromZero);
}

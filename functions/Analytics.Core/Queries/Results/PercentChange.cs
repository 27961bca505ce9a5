namespace Analytics.Core.Queries.Results;

/// <summary>Computes the change from one number to another. Pure.</summary>
internal static class PercentChange
{
    /// <summary>
    /// Returns the change in whole per cent of the size of the earlier number, rounded half away from zero, so that its sign is that of
    /// the difference: 100 or −100 from 0 to any other number, 0 from 0 to 0.
    /// </summary>
    public static double Between(double before, double after) =>
        before == 0 ? 100 * Math.Sign(after) : Math.Round(100 * (after - before) / Math.Abs(before), MidpointRounding.AwayFromZero);
}

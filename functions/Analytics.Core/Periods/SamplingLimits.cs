namespace Analytics.Core.Periods;

/// <summary>Sizes from which rows in memory are sampled. Nothing is sampled in storage.</summary>
/// <param name="MaxVisitors">Visitors kept at most.</param>
/// <param name="MaxEvents">Events kept at most.</param>
public readonly record struct SamplingLimits(int MaxVisitors, int MaxEvents)
{
    /// <summary>The limits of a day that still grows.</summary>
    internal static SamplingLimits OfOpenDay => new(1_048_576, 4_194_304);

    /// <summary>Returns a threshold of visitor ids below which about as many events are as are kept at most.</summary>
    /// <param name="events">Events that are kept now.</param>
    /// <param name="threshold">The id below which all visitors are kept now. It is reduced by an eighth as often as necessary.</param>
    /// <param name="added">Events of all visitors that are added.</param>
    internal ulong ThresholdFor(long events, ulong threshold, long added)
    {
        const double ids = 18446744073709551616.0;
        var reduced = threshold;
        while ((events * ((double)reduced / threshold)) + (added * (reduced / ids)) > MaxEvents)
        {
            reduced -= reduced / 8;
        }

        return reduced;
    }
}

using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The visitors that a question counts: those whose ids begin with some zero bits, half as many with each further bit. They are the same
/// in every period, and periods are divided into segments at the same bits, so that segments of other visitors are not read.
/// </summary>
/// <param name="Bits">Number of leading zero bits, 0 to <see cref="MaxBits"/>; 0 for all visitors.</param>
public readonly record struct VisitorSample(int Bits)
{
    /// <summary>Bits of the smallest sample, which has one visitor in 65,536.</summary>
    public const int MaxBits = 16;

    /// <summary>All visitors.</summary>
    public static VisitorSample All => default;

    /// <summary>True if all visitors are counted.</summary>
    public bool IsAll => Bits == 0;

    /// <summary>The fraction θ of visitors in the sample: 1, ½, ¼ and so on.</summary>
    public double Fraction => 1.0 / (1 << Bits);

    /// <summary>The sample has only visitors with a smaller id; <see cref="ulong.MaxValue"/> means all.</summary>
    internal ulong Threshold => IsAll ? ulong.MaxValue : 1UL << (64 - Bits);

    /// <summary>The ids of its visitors.</summary>
    internal VisitorRange Visitors => VisitorRange.OfPrefix(Bits, 0);

    /// <summary>Returns the smallest sample with at least a fraction of the visitors.</summary>
    /// <param name="fraction">The fraction, above 0 and at most 1.</param>
    public static VisitorSample OfAtLeast(double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        var sample = All;
        while (sample.Bits < MaxBits && sample.Fraction / 2 >= fraction)
        {
            sample = new(sample.Bits + 1);
        }

        return sample;
    }

    /// <summary>Returns this sample, or the largest smaller one whose expected number of events does not exceed a limit.</summary>
    /// <param name="events">Number of events of all visitors.</param>
    /// <param name="maxEvents">Maximum number of events to read.</param>
    public VisitorSample Within(long events, long maxEvents)
    {
        var sample = this;
        while (sample.Bits < MaxBits && sample.EventsOf(events) > maxEvents)
        {
            sample = new(sample.Bits + 1);
        }

        return sample;
    }

    /// <summary>Returns the expected number of events in the sample, rounded up.</summary>
    /// <param name="events">Number of events of all visitors.</param>
    public long EventsOf(long events) => (events >> Bits) + ((events & ((1L << Bits) - 1)) == 0 ? 0 : 1);
}

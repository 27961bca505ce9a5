using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The visitors that a question counts: those whose ids begin with some zero bits, half of all with each bit more. They are the same in
/// every period, and the segments of periods are cut at the same bits, so that segments of other visitors are not read.
/// </summary>
/// <param name="Bits">Bits that are zero, 0 to <see cref="MaxBits"/>; 0 for all visitors.</param>
public readonly record struct VisitorSample(int Bits)
{
    /// <summary>The bits of the smallest sample, which has a visitor in 65,536.</summary>
    public const int MaxBits = 16;

    /// <summary>All visitors.</summary>
    public static VisitorSample All => default;

    /// <summary>True if nobody is left out.</summary>
    public bool IsAll => Bits == 0;

    /// <summary>The fraction θ of visitors that are in it: 1, ½, ¼ and so on.</summary>
    public double Fraction => 1.0 / (1 << Bits);

    /// <summary>Only visitors with an id below it are in it; <see cref="ulong.MaxValue"/> means all.</summary>
    internal ulong Threshold => IsAll ? ulong.MaxValue : 1UL << (64 - Bits);

    /// <summary>The ids of its visitors.</summary>
    internal VisitorRange Visitors => VisitorRange.OfPrefix(Bits, 0);

    /// <summary>The smallest sample that has at least a fraction of the visitors.</summary>
    /// <param name="fraction">Above 0 and at most 1.</param>
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

    /// <summary>This sample, or the largest smaller one that is expected to have no more events than may be read.</summary>
    /// <param name="events">The events of all visitors.</param>
    /// <param name="maxEvents">The most events to read.</param>
    public VisitorSample Within(long events, long maxEvents)
    {
        var sample = this;
        while (sample.Bits < MaxBits && sample.EventsOf(events) > maxEvents)
        {
            sample = new(sample.Bits + 1);
        }

        return sample;
    }

    /// <summary>The events that are expected in it, rounded up.</summary>
    /// <param name="events">The events of all visitors.</param>
    public long EventsOf(long events) => (events >> Bits) + ((events & ((1L << Bits) - 1)) == 0 ? 0 : 1);
}

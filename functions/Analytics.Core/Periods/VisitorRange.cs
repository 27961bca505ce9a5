using System.Numerics;

namespace Analytics.Core.Periods;

/// <summary>A range of visitor ids, both ends included.</summary>
/// <param name="First">The lowest id.</param>
/// <param name="Last">The highest id.</param>
internal readonly record struct VisitorRange(ulong First, ulong Last)
{
    /// <summary>All ids.</summary>
    public static VisitorRange All { get; } = new(0, ulong.MaxValue);

    /// <summary>True if it contains all ids.</summary>
    public bool IsAll => First == 0 && Last == ulong.MaxValue;

    /// <summary>Number of highest bits that all its ids have in common.</summary>
    public int PrefixBits => BitOperations.LeadingZeroCount(First ^ Last);

    /// <summary>Returns the ids below a sample's threshold; <see cref="ulong.MaxValue"/> means all.</summary>
    public static VisitorRange Below(ulong threshold) => threshold == ulong.MaxValue ? All : new(0, threshold - 1);

    /// <summary>Returns the ids whose highest bits are a prefix.</summary>
    /// <param name="bits">Bits of the prefix, 0 to 16.</param>
    /// <param name="prefix">The prefix, below 2^bits.</param>
    public static VisitorRange OfPrefix(int bits, int prefix) =>
        bits == 0 ? All : new((ulong)prefix << (64 - bits), ((ulong)prefix << (64 - bits)) | (ulong.MaxValue >> bits));

    /// <summary>Returns true if an id is in the range.</summary>
    public bool Contains(ulong visitor) => visitor >= First && visitor <= Last;

    /// <summary>Returns the ids in both ranges, which must overlap.</summary>
    public VisitorRange Intersect(VisitorRange other) => new(Math.Max(First, other.First), Math.Min(Last, other.Last));

    /// <summary>Returns true if an id is in both ranges.</summary>
    public bool Overlaps(VisitorRange other) => First <= other.Last && other.First <= Last;
}

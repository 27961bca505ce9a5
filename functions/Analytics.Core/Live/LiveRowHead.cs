using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>The head of a live row.</summary>
/// <param name="Range">The messages of its batches.</param>
/// <param name="Enqueued">Time at which the last of them was accepted.</param>
/// <param name="BodyBytes">Bytes of the row's body.</param>
/// <param name="Version">The format of the body.</param>
/// <param name="Level">Number of times that its blocks were folded; 0 for the row of a batch.</param>
/// <param name="Folded">Time of the fold; the epoch at level 0.</param>
internal readonly record struct LiveRowHead(
    SequenceRange Range,
    DateTimeOffset Enqueued,
    int BodyBytes,
    int Version,
    int Level,
    DateTimeOffset Folded
)
{
    /// <summary>The version of a head that cannot be read.</summary>
    public const int Damaged = 0;

    /// <summary>True if the head cannot be read.</summary>
    public bool IsDamaged => Version == Damaged;
}

namespace Analytics.Azure.Copies;

/// <summary>Bounds of the runs that write copies.</summary>
public sealed record CopyBounds
{
    /// <summary>Size of a piece before compression, in bytes: memory that a run takes, and work that an interrupted run repeats.</summary>
    public int PieceBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The time after which a run stores its last piece. Less than <see cref="Failures.TimeLimit.Length"/> by what one request may take.
    /// </summary>
    public TimeSpan RunLength { get; init; } = TimeSpan.FromMinutes(8);
}

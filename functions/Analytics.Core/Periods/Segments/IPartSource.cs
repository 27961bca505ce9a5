namespace Analytics.Core.Periods.Segments;

/// <summary>A part of a period whose rows are loaded by range of visitors. Thread-safe.</summary>
internal interface IPartSource
{
    /// <summary>Period, inclusion, counts and totals; its rows may be absent.</summary>
    IRollupPart Head { get; }

    /// <summary>Number of bits of the prefixes by which its rows are stored; 0 if they are stored together.</summary>
    int Bits { get; }

    /// <summary>About how many bytes its rows take as they are stored, which may be compressed; 0 if it is not known.</summary>
    long StoredBytes { get; }

    /// <summary>Loads the rows of at least these visitors.</summary>
    /// <exception cref="IOException">The rows were replaced meanwhile, or the storage does not answer; try again.</exception>
    ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken);
}

namespace Analytics.Core.Periods.Segments;

/// <summary>A part of a period whose rows are loaded by range of visitors. Thread-safe.</summary>
internal interface IPartSource
{
    /// <summary>Period, inclusion, counts and totals; its rows may be absent.</summary>
    IRollupPart Head { get; }

    /// <summary>Bits of the prefixes its rows are stored by; 0 if they are together.</summary>
    int Bits { get; }

    /// <summary>Loads the rows of at least these visitors.</summary>
    /// <exception cref="IOException">They were replaced meanwhile, or the storage does not answer; try again.</exception>
    ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken);
}

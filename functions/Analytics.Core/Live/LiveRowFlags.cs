namespace Analytics.Core.Live;

/// <summary>Yes-or-no properties of a row of a live block. The numbers are stored and never change.</summary>
[Flags]
internal enum LiveRowFlags : byte
{
    None = 0,
    PreviousVisitor = 1,
    Key = 2,
    OptionalValues = 4,
    NonInteractive = 8,
    SameDimensions = 16,
    Traffic = 32,
}

namespace Analytics.Core.Imports;

/// <summary>State of an import of daily aggregates. The names are stored.</summary>
public enum DailyImportState
{
    /// <summary>Its rows are being written; sending it again continues.</summary>
    Loading,

    /// <summary>All of its rows are stored.</summary>
    Complete,

    /// <summary>Its rows are being deleted; deleting it again continues.</summary>
    Deleting,
}

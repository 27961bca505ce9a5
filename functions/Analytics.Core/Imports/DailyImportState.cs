namespace Analytics.Core.Imports;

/// <summary>State of an import of daily aggregates. The names are stored.</summary>
public enum DailyImportState
{
    /// <summary>Its rows are being written; sending it again goes on.</summary>
    Loading,

    /// <summary>All of its rows are there.</summary>
    Complete,

    /// <summary>Its rows are being deleted; deleting it again goes on.</summary>
    Deleting,
}

namespace Analytics.Core.Imports;

/// <summary>An import of daily aggregates is refused; the message names the file, the value and the remedy.</summary>
/// <param name="message">The message.</param>
/// <param name="isConflict">True if the content is valid but conflicts with existing data of the site.</param>
public sealed class DailyImportException(string message, bool isConflict = false) : Exception(message)
{
    /// <summary>True if existing data of the site prevents the import.</summary>
    public bool IsConflict => isConflict;
}

namespace Analytics.Core.Imports;

/// <summary>An import of daily aggregates that cannot be taken; the message names the file, the value and the remedy.</summary>
/// <param name="message">The message.</param>
/// <param name="isConflict">True if the content is in order and what the site has already stands against it.</param>
public sealed class DailyImportException(string message, bool isConflict = false) : Exception(message)
{
    /// <summary>True if data that the site has already prevents the import.</summary>
    public bool IsConflict => isConflict;
}

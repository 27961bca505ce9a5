namespace Analytics.Core.Erasures;

/// <summary>The progress of the reading that collects the ids of the events to erase. Not thread-safe.</summary>
/// <param name="cursors">By partition, the end of the reading; null before the oldest message.</param>
/// <param name="hasFound">True if the messages read so far have events of the visitors, or could not be read.</param>
internal sealed class IdReading(string?[] cursors, bool hasFound)
{
    /// <summary>The cursors, which the reading advances.</summary>
    public string?[] Cursors { get; } = cursors;

    /// <summary>True if a message has events of the visitors to erase, or could not be read.</summary>
    public bool HasFound { get; set; } = hasFound;
}

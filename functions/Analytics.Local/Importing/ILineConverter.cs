using System.Buffers;
using System.Collections.ObjectModel;

namespace Analytics.Local.Importing;

/// <summary>Converts the lines of one file to events, from its first line on. Not thread-safe.</summary>
internal interface ILineConverter
{
    /// <summary>Number of skipped lines by virtual host.</summary>
    IReadOnlyDictionary<string, long> OtherHosts => ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Parts that were left out of converted events, with the number of events.</summary>
    IReadOnlyDictionary<string, long> LeftOut => ReadOnlyDictionary<string, long>.Empty;

    /// <summary>True if a line break within quotes belongs to its field, as in CSV; a line is then a record.</summary>
    bool HasQuotedLineBreaks => false;

    /// <summary>
    /// True if a line that is cut off anywhere has no events, as one in JSON. In other formats the rest of a line can be a line, too.
    /// </summary>
    bool NeedsWholeLines => false;

    /// <summary>
    /// True if there were more distinct lines without an id than are remembered, so that equal ones far apart have one id.
    /// </summary>
    bool HasForgottenLines => false;

    /// <summary>Writes the line's events, each with a line feed, or nothing.</summary>
    /// <returns>The reason for which the line is skipped, one of a few constant texts; null if it is not skipped.</returns>
    string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output);
}

using System.Buffers;
using System.Collections.ObjectModel;

namespace Analytics.Local.Importing;

/// <summary>Makes events of the lines of one file, from its first line on. Not thread-safe.</summary>
internal interface ILineConverter
{
    /// <summary>The virtual hosts whose lines were skipped, with their numbers.</summary>
    IReadOnlyDictionary<string, long> OtherHosts => ReadOnlyDictionary<string, long>.Empty;

    /// <summary>True if a line break within quotes belongs to its field, as in CSV; a line is then a record.</summary>
    bool HasQuotedLineBreaks => false;

    /// <summary>Writes the line's events, each with a line feed, or nothing.</summary>
    /// <returns>Null, or why the line is skipped: one of a few constant words.</returns>
    string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output);
}

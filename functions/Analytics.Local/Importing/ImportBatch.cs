using System.Buffers;

namespace Analytics.Local.Importing;

/// <summary>Events on their way to the server.</summary>
/// <param name="file">The file's name where there are several, or null.</param>
internal sealed class ImportBatch(string? file = null)
{
    /// <summary>The file that the lines are of, where there are several; or null.</summary>
    public string? File => file;

    /// <summary>The lines of the whole import up to the batch's last event.</summary>
    public long LinesBefore { get; set; }

    /// <summary>The events, one JSON object a line.</summary>
    public ArrayBufferWriter<byte> Body { get; } = new(1024 * 1024);

    /// <summary>For each event the number of its line, from 1.</summary>
    public List<long> LineNumbers { get; } = [];
}

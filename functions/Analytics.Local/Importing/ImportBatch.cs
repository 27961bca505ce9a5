using System.Buffers;

namespace Analytics.Local.Importing;

/// <summary>Events on their way to the server.</summary>
/// <param name="file">The file's name if there are several files; otherwise null.</param>
internal sealed class ImportBatch(string? file = null)
{
    /// <summary>The name of the file of the lines if there are several files; otherwise null.</summary>
    public string? File => file;

    /// <summary>Number of lines of the whole import up to the batch's last event.</summary>
    public long LinesBefore { get; set; }

    /// <summary>The events, one JSON object a line.</summary>
    public ArrayBufferWriter<byte> Body { get; } = new(1024 * 1024);

    /// <summary>The line number of each event, from 1.</summary>
    public List<long> LineNumbers { get; } = [];
}

using System.Buffers;

namespace Analytics.Local.Importing;

/// <summary>Events on their way to the server.</summary>
internal sealed class ImportBatch
{
    /// <summary>The events, one JSON object a line.</summary>
    public ArrayBufferWriter<byte> Body { get; } = new(1024 * 1024);

    /// <summary>For each event the number of its line, from 1.</summary>
    public List<long> LineNumbers { get; } = [];
}

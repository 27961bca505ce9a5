using System.IO.Compression;

namespace Analytics.Azure.Copies;

/// <summary>Some lines of a copy, compressed. Pieces that follow each other are one compressed file. Not thread-safe.</summary>
internal sealed class CopyPiece : IDisposable
{
    private readonly MemoryStream _compressed = new();
    private readonly GZipStream _lines;

    public CopyPiece() => _lines = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Size before compression, in bytes.</summary>
    public long Bytes { get; private set; }

    public void AddRow(CopyLine line)
    {
        Write(line);
        Rows++;
    }

    /// <summary>Adds the last line of the copy of a table.</summary>
    /// <param name="rows">Number of rows in all pieces of the table.</param>
    public void AddEnd(int rows) => Write(CopyLine.OfEnd(rows));

    /// <summary>Completes the piece and returns its compressed bytes.</summary>
    public Stream Complete()
    {
        _lines.Dispose();
        _compressed.Position = 0;
        return _compressed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _compressed.Dispose();
    }

    private void Write(CopyLine line)
    {
        byte[] bytes = [.. line.ToBytes(), (byte)'\n'];
        _lines.Write(bytes);
        Bytes += bytes.Length;
    }
}

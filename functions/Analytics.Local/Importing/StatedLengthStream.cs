namespace Analytics.Local.Importing;

/// <summary>A file in an archive, which states its length. Reading fails at the end if it was cut off before. Read-only.</summary>
/// <param name="content">The file.</param>
/// <param name="length">Its length in bytes.</param>
internal sealed class StatedLengthStream(Stream content, long length) : ForwardStream
{
    private long _read;

    /// <inheritdoc/>
    /// <exception cref="EndOfStreamException">The file ends before its length.</exception>
    public override int Read(Span<byte> buffer) => Counted(content.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await content.ReadAsync(buffer, cancellationToken), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Counted(int count, int asked)
    {
        _read += count;
        return count > 0 || asked == 0 || _read >= length
            ? count
            : throw new EndOfStreamException($"It ends after {_read} of {length} bytes.");
    }
}

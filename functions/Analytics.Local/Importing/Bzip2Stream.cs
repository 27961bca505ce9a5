using ICSharpCode.SharpZipLib.BZip2;

namespace Analytics.Local.Importing;

/// <summary>Decompresses bzip2. A file may have many members, which parallel compressors write.</summary>
internal sealed class Bzip2Stream(Stream compressed) : ForwardStream
{
    private readonly PeekStream _compressed = new(compressed);
    private BZip2InputStream? _member;

    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        while (_member is not null || _compressed.HasMore())
        {
            var member = ReadMember(bytes);
            if (member > 0)
            {
                bytes.AsSpan(0, member).CopyTo(buffer);
                return member;
            }

            _member?.Dispose();
            _member = null;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        _member?.Dispose();
        base.Dispose(disposing);
    }

    private int ReadMember(byte[] buffer)
    {
        try
        {
            _member ??= new BZip2InputStream(_compressed) { IsStreamOwner = false };
            return _member.Read(buffer, 0, buffer.Length);
        }
        catch (Exception exception)
            when (exception is ICSharpCode.SharpZipLib.SharpZipBaseException or IndexOutOfRangeException or EndOfStreamException)
        {
            throw new InvalidDataException($"The bzip2 file is damaged or cut off: {exception.Message}", exception);
        }
    }
}

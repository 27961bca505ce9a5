using System.IO.Compression;
using ZstdSharp;

namespace Analytics.Local.Importing;

/// <summary>A kind of compressed file or archive, recognized by its first bytes. A new kind is an entry of the table.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Matches">Returns true if the start of a file is of this kind.</param>
/// <param name="Open">Decompresses the file; null for archives, which hold files.</param>
/// <param name="TellsEnd">True if reading fails where the content was cut off, so that content that ends is complete.</param>
internal sealed record Container(string Name, Func<ReadOnlySpan<byte>, bool> Matches, Func<Stream, Stream>? Open, bool TellsEnd = true)
{
    private const int TarHeader = 512;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    /// <summary>Archives in zip format.</summary>
    public static readonly Container Zip = new("zip", static start => start.StartsWith("PK\x3\x4"u8), null);

    private static readonly Container[] All =
    [
        new("gzip", static start => start is [0x1f, 0x8b, ..], static stream => new GZipStream(stream, CompressionMode.Decompress)),
        new(
            "bzip2",
            static start => start is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..],
            static stream => new Bzip2Stream(stream)
        ),
        new("zstd", static start => start is [0x28, 0xb5, 0x2f, 0xfd, ..], static stream => new DecompressionStream(stream)),
        new("tar", IsTar, null),
        new("JSON array", JsonArrayStream.IsStart, static stream => new JsonArrayStream(stream), TellsEnd: false),
        Zip,
    ];

    /// <summary>Returns the kind of a file; null if it is neither compressed nor an archive of a known kind.</summary>
    public static Container? Find(ReadOnlySpan<byte> start)
    {
        foreach (var container in All)
        {
            if (container.Matches(start))
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>Returns true for a tar archive. Old ones have no magic bytes, but the header of their first file has a checksum.</summary>
    private static bool IsTar(ReadOnlySpan<byte> start)
    {
        if (start.Length < TarHeader)
        {
            return false;
        }

        var (sum, stated) = (0, 0);
        for (var i = 0; i < TarHeader; i++)
        {
            var isChecksum = i is >= ChecksumAt and < ChecksumAt + ChecksumLength;
            sum += isChecksum ? ' ' : start[i];
            if (isChecksum && start[i] is >= (byte)'0' and <= (byte)'7')
            {
                stated = (stated * 8) + (start[i] - '0');
            }
        }

        return stated != 0 && sum == stated;
    }
}

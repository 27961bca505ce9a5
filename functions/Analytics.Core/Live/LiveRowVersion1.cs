using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Live;

/// <summary>Reads the bodies of live rows of version 1, whose blocks were rollups.</summary>
internal static class LiveRowVersion1
{
    public static List<(string Site, IRollupPart Part)> ReadBlocks(ReadOnlyMemory<byte> body, string? site)
    {
        var blocks = new List<(string Site, IRollupPart Part)>();
        var siteBytes = site is null ? null : System.Text.Encoding.UTF8.GetBytes(site);
        for (var offset = 0; offset < body.Length; )
        {
            var span = body.Span;
            var siteLength = Varint.ReadInt(span, ref offset);
            var siteAt = offset;
            offset += siteLength;
            var headLength = Varint.ReadInt(span, ref offset);
            var bodyLength = Varint.ReadInt(span, ref offset);
            var name = span.Slice(siteAt, siteLength);
            if (siteBytes is null || name.SequenceEqual(siteBytes))
            {
                blocks.Add(
                    (
                        site ?? System.Text.Encoding.UTF8.GetString(name),
                        RollupDecoder.Decode(body.Slice(offset, headLength), body.Slice(offset + headLength, bodyLength))
                    )
                );
            }

            offset += headLength + bodyLength;
        }

        return blocks;
    }
}

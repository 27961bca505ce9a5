using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Live;

/// <summary>Reads the bodies that live rows had before their blocks kept rows as they came.</summary>
internal static class LiveRowVersion1
{
    public static List<(string Site, IRollupPart Part)> ReadBlocks(ReadOnlyMemory<byte> body, string? site)
    {
        var blocks = new List<(string Site, IRollupPart Part)>();
        var wanted = site is null ? null : System.Text.Encoding.UTF8.GetBytes(site);
        for (var at = 0; at < body.Length;)
        {
            var span = body.Span;
            var siteLength = Varint.ReadInt(span, ref at);
            var siteAt = at;
            at += siteLength;
            var headLength = Varint.ReadInt(span, ref at);
            var bodyLength = Varint.ReadInt(span, ref at);
            var name = span.Slice(siteAt, siteLength);
            if (wanted is null || name.SequenceEqual(wanted))
            {
                blocks.Add((
                    site ?? System.Text.Encoding.UTF8.GetString(name),
                    RollupDecoder.Decode(body.Slice(at, headLength), body.Slice(at + headLength, bodyLength))));
            }

            at += headLength + bodyLength;
        }

        return blocks;
    }
}

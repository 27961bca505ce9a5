using System.Buffers;
using System.IO.Compression;
using Analytics.Core.Bytes;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>The stored form of a day's counts. Golden bytes guard it.</summary>
/// <remarks>
/// <code>
/// head    = version (1 byte, = 1), logic (varint), time zone, first second, length, second of counting, sources
/// sources = number of the first UTC day, count, identities of the days (8 bytes each)
/// part    = version (1 byte, = 1), length of the content (varint), content (Brotli)
/// content = group count, groups in the order of their values
/// group   = bytes that the value shares with the one before, further bytes and their number, counts, number of returns, returns
/// counts  = visitors, visits, pageviews, events, visits of the bounce rate, bounces, their pageviews, visits of durations, seconds
/// return  = days less those of the one before, visitors
/// </code>
/// All numbers are varints. There is a part for each dimension; one that is missing is not counted.
/// </remarks>
internal static class CountedDayCodec
{
    /// <summary>The logic of counting: raise it when a scan counts any number differently, so that days are counted again.</summary>
    public const int Logic = 2;

    private const byte Version = 1;
    private const int MaxContent = 64 * 1024 * 1024;
    private const int Counters = (int)ScanCounter.VisitSeconds + 1;

    /// <summary>Encodes what is known of a day.</summary>
    public static byte[] EncodeHead(CountedDay day)
    {
        var sink = new ByteSink();
        sink.Byte(Version);
        sink.Varint(Logic);
        sink.Text(day.Zone);
        sink.Varint((ulong)day.Start);
        sink.Varint((ulong)(day.End - day.Start));
        sink.Varint((ulong)day.CountedAt);
        sink.Signed(day.FirstSource);
        sink.Varint((ulong)day.Sources.Count);
        foreach (var source in day.Sources)
        {
            sink.Fixed64(source);
        }

        return sink.ToArray();
    }

    /// <summary>Decodes what is known of a day.</summary>
    /// <returns>Null if another logic counted it, or the bytes are damaged.</returns>
    public static CountedDay? TryDecodeHead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return DecodeHead(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Decodes what is known of a day.</summary>
    /// <returns>Null if another logic counted it.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static CountedDay? DecodeHead(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        RequireVersion(source.Byte());
        if (source.Int() != Logic)
        {
            return null;
        }

        var zone = source.Text();
        var start = source.Long();
        var (length, countedAt, firstSource) = (source.Int(), source.Long(), source.Signed());
        var sources = new ulong[Bounded(source.Int(), source.Remaining / sizeof(ulong))];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = source.Fixed64();
        }

        return new(zone, start, start + length, countedAt, firstSource, sources);
    }

    /// <summary>Encodes the groups of a dimension.</summary>
    public static byte[] Encode(IEnumerable<CountedGroup> groups)
    {
        var content = new ByteSink();
        var ordered = groups
            .Select(group => (Group: group, Value: System.Text.Encoding.UTF8.GetBytes(group.Value)))
            .OrderBy(group => group.Group.Value, StringComparer.Ordinal)
            .ToList();
        content.Varint((ulong)ordered.Count);
        byte[] before = [];
        foreach (var (group, value) in ordered)
        {
            var shared = value.AsSpan().CommonPrefixLength(before);
            content.Varint((ulong)shared);
            content.Varint((ulong)(value.Length - shared));
            content.Bytes(value.AsSpan(shared));
            before = value;
            for (var counter = 0; counter < Counters; counter++)
            {
                content.Varint((ulong)group.Counts[counter]);
            }

            content.Varint((ulong)group.Returns.Count);
            var last = 0;
            foreach (var (days, visitors) in group.Returns)
            {
                content.Varint((ulong)(days - last));
                content.Varint((ulong)visitors);
                last = days;
            }
        }

        var part = new ByteSink();
        part.Byte(Version);
        part.Compressed(content.Written);
        return part.ToArray();
    }

    /// <summary>Reads the groups of a dimension. O(bytes), without an allocation but for the values.</summary>
    /// <param name="bytes">The part.</param>
    /// <param name="daysBefore">Number of days before, of which visitors are told who were there.</param>
    /// <param name="add">Receives each group.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged; some groups may have been received.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, int daysBefore, CountedGroupAction add)
    {
        var part = new ByteSource(bytes);
        RequireVersion(part.Byte());
        var length = Bounded(part.Int(), MaxContent);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!BrotliDecoder.TryDecompress(part.Bytes(part.Remaining), rented, out var written) || written != length)
            {
                throw new InvalidDataException("The counts of a day cannot be decompressed.");
            }

            ReadGroups(rented.AsSpan(0, length), daysBefore, add);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void ReadGroups(ReadOnlySpan<byte> bytes, int daysBefore, CountedGroupAction add)
    {
        var content = new ByteSource(bytes);
        var groups = Bounded(content.Int(), content.Remaining);
        var (value, valueLength) = (new byte[256], 0);
        for (var i = 0; i < groups; i++)
        {
            var shared = Bounded(content.Int(), valueLength);
            var further = content.Bytes(content.Int());
            valueLength = shared + further.Length;
            if (valueLength > value.Length)
            {
                Array.Resize(ref value, valueLength * 2);
            }

            further.CopyTo(value.AsSpan(shared));
            var counts = default(GroupCounts);
            for (var counter = 0; counter < Counters; counter++)
            {
                counts[counter] = content.Long();
            }

            var (returns, returned) = (Bounded(content.Int(), ReturnCounts.Longest), 0);
            for (var (place, days) = (0, 0L); place < returns; place++)
            {
                days += content.Int();
                var visitors = content.Int();
                returned += days <= daysBefore ? visitors : 0;
            }

            add(System.Text.Encoding.UTF8.GetString(value, 0, valueLength), in counts, returned);
        }
    }

    private static void RequireVersion(byte version)
    {
        if (version != Version)
        {
            throw new InvalidDataException($"The counts of a day have the unknown version {version}.");
        }
    }

    private static int Bounded(int count, int most) =>
        count >= 0 && count <= most ? count : throw new InvalidDataException($"The counts of a day claim {count} of at most {most}.");
}

/// <summary>Receives a group of a day.</summary>
/// <param name="value">The stored value.</param>
/// <param name="counts">Its counts.</param>
/// <param name="returned">Number of its visitors who were there on one of the days before.</param>
internal delegate void CountedGroupAction(string value, in GroupCounts counts, int returned);

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Web.Tests.Places;

/// <summary>Writes small databases in MaxMind's format: a binary tree of address bits, whose leaves lead to values.</summary>
internal sealed class PlaceDatabaseFile(string type = "Test-City", int addressVersion = 6)
{
    private const int Separator = 16;

    private readonly List<int?[]> _nodes =
    [
        [null, null],
    ];
    private readonly List<int> _dataAt = [];
    private readonly MemoryStream _data = new();

    /// <summary>A database with cities of two countries.</summary>
    public static byte[] Cities(string berlin = "Berlin") =>
        new PlaceDatabaseFile()
            .Add("81.2.69.0/24", City("DE", "BE", "Land Berlin", 2950159, berlin))
            .Add("81.2.70.0/24", City("DE", "HE", "Hesse", 2925533, "Frankfurt am Main"))
            .Add("2001:db8::/32", City("FR", "IDF", "Île-de-France", 2988507, "Paris"))
            .Add("198.51.100.0/24", new() { ["country"] = new Dictionary<string, object> { ["iso_code"] = "US" } })
            .ToArray();

    public static Dictionary<string, object> City(string country, string region, string regionName, uint id, string name) =>
        new()
        {
            ["country"] = new Dictionary<string, object> { ["iso_code"] = country },
            ["subdivisions"] = new object[]
            {
                new Dictionary<string, object>
                {
                    ["iso_code"] = region,
                    ["names"] = new Dictionary<string, object> { ["en"] = regionName },
                },
            },
            ["city"] = new Dictionary<string, object>
            {
                ["geoname_id"] = id,
                ["names"] = new Dictionary<string, object> { ["de"] = "andere", ["en"] = name },
            },
        };

    public PlaceDatabaseFile Add(string network, Dictionary<string, object> value)
    {
        var parsed = IPNetwork.Parse(network);
        var isShort = parsed.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        var bytes = parsed.BaseAddress.GetAddressBytes();
        bytes = isShort && addressVersion == 6 ? [.. new byte[12], .. bytes] : bytes;
        var length = parsed.PrefixLength + (isShort && addressVersion == 6 ? 96 : 0);
        _dataAt.Add((int)_data.Length);
        Write(_data, value);
        var node = 0;
        for (var i = 0; i < length; i++)
        {
            var bit = bytes[i / 8] >> (7 - (i % 8)) & 1;
            if (i == length - 1)
            {
                _nodes[node][bit] = -_dataAt.Count;
            }
            else if (_nodes[node][bit] is { } next)
            {
                node = next;
            }
            else
            {
                _nodes.Add([null, null]);
                _nodes[node][bit] = _nodes.Count - 1;
                node = _nodes.Count - 1;
            }
        }

        return this;
    }

    public byte[] ToArray()
    {
        var file = new MemoryStream();
        foreach (var record in _nodes.SelectMany(static node => node))
        {
            var value =
                record is null ? _nodes.Count
                : record >= 0 ? record.Value
                : _nodes.Count + Separator + _dataAt[-record.Value - 1];
            file.Write([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }

        file.Write(new byte[Separator]);
        file.Write(_data.ToArray());
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(
            file,
            new Dictionary<string, object>
            {
                ["binary_format_major_version"] = (ushort)2,
                ["binary_format_minor_version"] = (ushort)0,
                ["build_epoch"] = 1_780_000_000UL,
                ["database_type"] = type,
                ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" },
                ["ip_version"] = (ushort)addressVersion,
                ["languages"] = new object[] { "en" },
                ["node_count"] = (uint)_nodes.Count,
                ["record_size"] = (ushort)24,
            }
        );
        return file.ToArray();
    }

    private static void Write(MemoryStream output, object value)
    {
        switch (value)
        {
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                Begin(output, 2, utf8.Length);
                output.Write(utf8);
                break;
            case ushort number:
                WriteNumber(output, 5, number, 2);
                break;
            case uint number:
                WriteNumber(output, 6, number, 4);
                break;
            case ulong number:
                WriteNumber(output, 9, number, 8);
                break;
            case object[] list:
                Begin(output, 11, list.Length);
                Array.ForEach(list, item => Write(output, item));
                break;
            case Dictionary<string, object> map:
                Begin(output, 7, map.Count);
                foreach (var (key, item) in map)
                {
                    Write(output, key);
                    Write(output, item);
                }

                break;
            default:
                throw new ArgumentException($"{value.GetType()} has no form here.");
        }
    }

    private static void WriteNumber(MemoryStream output, int type, ulong number, int bytes)
    {
        Begin(output, type, bytes);
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(buffer, number);
        output.Write(buffer[(8 - bytes)..]);
    }

    private static void Begin(MemoryStream output, int type, int size)
    {
        var (small, more) = size < 29 ? (size, -1) : (29, size - 29);
        output.WriteByte((byte)((type < 8 ? type << 5 : 0) | small));
        if (type >= 8)
        {
            output.WriteByte((byte)(type - 7));
        }

        if (more >= 0)
        {
            output.WriteByte((byte)more);
        }
    }
}
